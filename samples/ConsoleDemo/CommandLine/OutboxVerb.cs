namespace ConsoleDemo.CommandLine;

/// <summary>What can be done with an outbox file.</summary>
internal enum OutboxVerb
{
    List,
    Show,
    Retry,
    RetryAll,
    Discard,
    Drain,
}
