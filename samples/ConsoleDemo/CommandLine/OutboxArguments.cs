namespace ConsoleDemo.CommandLine;

/// <summary>What <c>outbox</c> was told.</summary>
internal sealed record OutboxArguments(string File, OutboxVerb Verb)
{
    private const string Verbs = "list, show ID, retry ID, retry-all, discard ID or drain --to URL";

    /// <summary>A beginning or an end of an entry's id; empty for verbs that take none.</summary>
    public string Id { get; init; } = "";

    /// <summary>Where <see cref="OutboxVerb.Drain"/> sends.</summary>
    public Uri? To { get; init; }

    /// <summary>Reads the arguments after <c>outbox</c>.</summary>
    /// <exception cref="UsageException">The verb is unknown, or lacks what it needs or has more.</exception>
    public static OutboxArguments Parse(IReadOnlyList<string> args)
    {
        if (args.Count == 0) throw new UsageException("outbox needs a file.");
        if (args.Count == 1) throw new UsageException($"outbox needs to know what to do: {Verbs}.");
        var (file, rest) = (args[0], args.Skip(2).ToArray());
        return args[1] switch
        {
            "list" => Alone(OutboxVerb.List),
            "show" => WithId(OutboxVerb.Show),
            "retry" => WithId(OutboxVerb.Retry),
            "retry-all" => Alone(OutboxVerb.RetryAll),
            "discard" => WithId(OutboxVerb.Discard),
            "drain" => new(file, OutboxVerb.Drain) { To = ToOf(rest) },
            var other => throw new UsageException($"outbox cannot \"{other}\"; it can {Verbs}."),
        };

        OutboxArguments Alone(OutboxVerb verb) => rest.Length == 0 ? new(file, verb) : throw new UsageException($"{args[1]} takes nothing; \"{rest[0]}\" is too much.");

        OutboxArguments WithId(OutboxVerb verb) => rest is [var id]
            ? new(file, verb) { Id = IdOf(id) }
            : throw new UsageException($"{args[1]} takes one id, or a beginning or end of it.");
    }

    private static string IdOf(string text)
    {
        var id = text.Replace("-", "", StringComparison.Ordinal);
        return id.Length is >= 1 and <= 32 && id.All(char.IsAsciiHexDigit) ? id.ToLowerInvariant() : throw new UsageException($"\"{text}\" is no part of an id: ids are hexadecimal.");
    }

    private static Uri ToOf(string[] rest)
    {
        var text = rest switch
        {
            ["--to", var value] => value,
            [var joined] when joined.StartsWith("--to=", StringComparison.Ordinal) => joined["--to=".Length..],
            ["--to"] => throw new UsageException("--to needs a value."),
            _ => throw new UsageException("drain takes --to URL, and nothing else."),
        };
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri is { PathAndQuery: "/", Fragment: "", UserInfo: "" }
            ? uri
            : throw new UsageException($"--to must be an origin, such as https://api.example.com, not \"{text}\": path and query are each entry's own.");
    }
}
