// Questions to the collector.

/** An answer that is none; its message is for people. */
class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** The JSON of a path; parameters without a value are left out. */
export async function ask(path, parameters = {}) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== "");
  const query = new URLSearchParams(given).toString();
  let response;
  try {
    response = await fetch(query ? `${path}?${query}` : path, { signal: AbortSignal.timeout(20_000) });
  } catch {
    throw new Refusal(0, "the collector does not answer");
  }
  if (response.status === 401) throw new Refusal(401, "the token is required again: open /?token=TOKEN");
  let body;
  try {
    body = await response.json();
  } catch {
    throw new Refusal(response.status, `the answer can't be read (status ${response.status})`);
  }
  if (!response.ok) throw new Refusal(response.status, String(body.error));
  return body;
}
