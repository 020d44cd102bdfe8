import Foundation

/// Foundation's JSON reader, which knows nothing of decklog's writers.
public enum FoundationJSON {
  /// Reads an object; throws if the text is anything else.
  public static func object(_ json: some Collection<UInt8>) throws -> [String: Any] {
    guard let object = try JSONSerialization.jsonObject(with: Data(json)) as? [String: Any] else {
      throw CocoaError(.propertyListReadCorrupt)
    }
    return object
  }

  /// Reads an object; throws if the text is anything else.
  public static func object(_ json: some StringProtocol) throws -> [String: Any] {
    try object(Array(json.utf8))
  }
}
