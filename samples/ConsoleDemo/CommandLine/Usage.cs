namespace ConsoleDemo.CommandLine;

internal static class Usage
{
    public const string Text = """
        Usage:
          ConsoleDemo                          plays the acts
          ConsoleDemo replay FILE.har [options]
                                               plays recorded traffic, through plain HttpClient and through the broker

        Options of replay:
          --speed N                            plays N times as fast as recorded (default 1); times among the
                                               broker's own options, such as Debounce, stay as they are
          --max-concurrency N                  lets no more than N requests be at the origin at once, in both runs
          --routes routes.json                 the broker's options, as AddCoalescing takes them from configuration:
                                               { "MaxConcurrency": 6, "Routes": { "GET /me": { "Urgency": 1 } } }
          --svg out.svg                        writes a waterfall of both runs
          --json out.json                      writes the figures

        All requests go to an origin in this process, on a loopback port: no recorded host is ever contacted.
        Exit codes: 0 all is well, 1 a claim did not hold or a replayed request failed, 2 wrong usage or input.
        """;
}

/// <summary>The command line cannot be understood.</summary>
internal sealed class UsageException(string message) : Exception(message);
