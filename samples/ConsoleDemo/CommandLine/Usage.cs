namespace ConsoleDemo.CommandLine;

internal static class Usage
{
    public const string Text = """
        Usage:
          ConsoleDemo                          plays the acts
          ConsoleDemo replay FILE.har [options]
                                               plays recorded traffic, through plain HttpClient and through the broker
          ConsoleDemo outbox FILE.db list|show ID|retry ID|retry-all|discard ID|drain --to URL
                                               looks into an outbox file, and steers what it holds

        Options of replay:
          --speed N                            plays N times as fast as recorded (default 1); times among the
                                               broker's own options, such as Debounce, stay as they are
          --max-concurrency N                  lets no more than N requests be at the origin at once, in both runs
          --routes routes.json                 the broker's options, as AddCoalescing takes them from configuration:
                                               { "MaxConcurrency": 6, "Routes": { "GET /me": { "Urgency": 1 } } };
                                               "GET /{**any}": { "FreshFor": "00:00:05" } keeps every answer for 5 s,
                                               with "FreshEvenIfNoStore": true also those that say no-store
          --no-cache                           plays without the broker's cache, with coalescing alone
          --svg out.svg                        writes a waterfall of both runs
          --json out.json                      writes the figures

        Of outbox:
          list                                 all entries, of all clients
          show ID                              all of one entry: its attempts, headers and body too; ID is any
                                               beginning or end of the entry's id that no other has
          retry ID, retry-all                  makes an entry, or every dead letter, due now
          discard ID                           gives an entry up for good
          drain --to URL [--replay-for 24h]    sends what waits to its own path at that origin, each lane in order and
                                               until its first failure. The app's routes and hooks are not known here:
                                               what is not due yet is sent too; a 409 or 412 is left; and so is what
                                               belongs to a partition, left with credentials, or may have arrived
                                               longer ago than the server remembers keys (m, h or d; default 24h)
          --key-file FILE                      the key of an encrypted file: 32 bytes, or those in Base64 or in
                                               hexadecimal; or give it in the variable COALESCE_OUTBOX_KEY

        The acts and replay send only to an origin in this process, on a loopback port: no recorded host is ever contacted.
        Exit codes: 0 all is well, 1 a claim did not hold, or a request failed or was left, 2 wrong usage or input.
        """;
}

/// <summary>The command line cannot be understood.</summary>
internal sealed class UsageException(string message) : Exception(message);
