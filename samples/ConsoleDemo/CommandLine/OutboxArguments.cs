using System.Globalization;

namespace ConsoleDemo.CommandLine;

/// <summary>What <c>outbox</c> was told.</summary>
internal sealed record OutboxArguments(string File, OutboxVerb Verb)
{
    private const string KeyFileOption = "--key-file";
    private const long LongestMinutes = 3650 * 24 * 60;
    private const string Verbs = "list, show ID, retry ID, retry-all, discard ID or drain --to URL";

    /// <summary>A beginning or an end of an entry's id; empty for verbs that take none.</summary>
    public string Id { get; init; } = "";

    /// <summary>Where <see cref="OutboxVerb.Drain"/> sends.</summary>
    public Uri? To { get; init; }

    /// <summary>How long the server that <see cref="OutboxVerb.Drain"/> sends to is known to remember a key.</summary>
    public TimeSpan ReplayFor { get; init; } = TimeSpan.FromHours(24);

    /// <summary>A file that holds the key of an encrypted outbox.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Reads the arguments after <c>outbox</c>.</summary>
    /// <exception cref="UsageException">The verb is unknown, or lacks what it needs or has more.</exception>
    public static OutboxArguments Parse(IReadOnlyList<string> args)
    {
        var (words, options) = Split(args);
        if (words.Count == 0) throw new UsageException("outbox needs a file.");
        if (words.Count == 1) throw new UsageException($"outbox needs to know what to do: {Verbs}.");
        var id = words.Skip(2).ToArray();
        var asked = new OutboxArguments(words[0], VerbOf(words[1])) { KeyFile = options.GetValueOrDefault(KeyFileOption) };
        var isDrain = asked.Verb == OutboxVerb.Drain;
        if (asked.Verb is OutboxVerb.Show or OutboxVerb.Retry or OutboxVerb.Discard)
            asked = asked with { Id = id is [var one] ? IdOf(one) : throw new UsageException($"{words[1]} takes one id, or a beginning or end of it.") };
        else if (id.Length > 0) throw new UsageException($"{words[1]} takes {(isDrain ? "no word beside its options" : "nothing")}; \"{id[0]}\" is too much.");
        if (!isDrain && options.Keys.FirstOrDefault(name => name != KeyFileOption) is { } foreign) throw new UsageException($"{foreign} is for drain, not for {words[1]}.");
        if (!isDrain) return asked;
        return asked with
        {
            To = ToOf(options.GetValueOrDefault("--to") ?? throw new UsageException("drain takes --to URL, an origin such as https://api.example.com.")),
            ReplayFor = options.TryGetValue("--replay-for", out var time) ? TimeOf(time) : asked.ReplayFor,
        };
    }

    private static (List<string> Words, Dictionary<string, string> Options) Split(IReadOnlyList<string> args)
    {
        List<string> words = [];
        Dictionary<string, string> options = [];
        for (var i = 0; i < args.Count; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
            {
                words.Add(args[i]);
                continue;
            }
            var (name, value) = args[i].Split('=', 2) is [var left, var right] ? (left, right) : (args[i], null);
            if (name == "--key") throw new UsageException($"A key is no argument: every user of this machine could read it. Give {KeyFileOption} FILE, or the variable {OutboxKey.Variable}.");
            if (name is not (KeyFileOption or "--to" or "--replay-for")) throw new UsageException($"outbox has no option {name}.");
            value ??= ++i < args.Count ? args[i] : throw new UsageException($"{name} needs a value.");
            if (!options.TryAdd(name, value)) throw new UsageException($"{name} is given twice.");
        }
        return (words, options);
    }

    private static OutboxVerb VerbOf(string text) => text switch
    {
        "list" => OutboxVerb.List,
        "show" => OutboxVerb.Show,
        "retry" => OutboxVerb.Retry,
        "retry-all" => OutboxVerb.RetryAll,
        "discard" => OutboxVerb.Discard,
        "drain" => OutboxVerb.Drain,
        _ => throw new UsageException($"outbox cannot \"{text}\"; it can {Verbs}."),
    };

    private static string IdOf(string text)
    {
        var id = text.Replace("-", "", StringComparison.Ordinal);
        return id.Length is >= 1 and <= 32 && id.All(char.IsAsciiHexDigit) ? id.ToLowerInvariant() : throw new UsageException($"\"{text}\" is no part of an id: ids are hexadecimal.");
    }

    private static Uri ToOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri is { PathAndQuery: "/", Fragment: "", UserInfo: "" }
            ? uri
            : throw new UsageException($"--to must be an origin, such as https://api.example.com, not \"{text}\": path and query are each entry's own.");

    private static TimeSpan TimeOf(string text)
    {
        var unit = text.Length > 0 ? text[^1] switch { 'm' => 1, 'h' => 60, 'd' => 60 * 24, _ => 0 } : 0;
        return unit > 0 && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1 && (long)count * unit <= LongestMinutes
            ? TimeSpan.FromMinutes((long)count * unit)
            : throw new UsageException($"--replay-for must be a number of minutes, hours or days up to ten years, such as 90m, 24h or 7d, not \"{text}\".");
    }
}
