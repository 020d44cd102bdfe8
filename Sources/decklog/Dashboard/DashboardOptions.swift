import ArgumentParser

/// Whether and to whom a collector shows a dashboard.
struct DashboardOptions: ParsableArguments {
  @Flag(
    help: ArgumentHelp(
      "Show what is in the store in a browser, at the address of --listen.",
      discussion: """
        Wants --store. At an address that other machines can connect to it wants a token as well, in \
        DECKLOG_DASHBOARD_TOKEN.
        """
    )
  )
  var dashboard = false

  @Option(
    help: ArgumentHelp(
      "A name of this host by which browsers may ask for the dashboard; repeatable. [addresses alone]",
      valueName: "name"
    )
  )
  var dashboardName: [String] = []
}
