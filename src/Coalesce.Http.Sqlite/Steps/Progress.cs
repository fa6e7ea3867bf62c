using Coalesce.Http.Broker;

namespace Coalesce.Http.Sqlite;

/// <summary>What an attempt adds to an entry, written with the state that it leads to. The default adds nothing.</summary>
internal readonly record struct Progress(byte[]? Attempts, long? FirstSentAt, string? CredentialsMark, byte[]? Answer, long? AnswerWeight)
{
    /// <summary>A statement's last assignments, filled by <see cref="AddTo"/>.</summary>
    public const string Assignments = """
        attempt_count = attempt_count + ?, attempts = coalesce(?, attempts), first_sent_at = coalesce(first_sent_at, ?),
            credentials_mark = coalesce(?, credentials_mark), answer = coalesce(?, answer), answer_weight = coalesce(?, answer_weight)
        """;

    /// <param name="change">What is to be kept.</param>
    /// <param name="before">The attempts there were.</param>
    /// <param name="entry">Whose the answer is; needed where it is sealed.</param>
    /// <param name="sealer">Seals the answer.</param>
    public static Progress Of(OutboxChange change, ReadOnlySpan<byte> before, OutboxEntry? entry, Sealer sealer) => new(
        change.Attempt is { } attempt ? AttemptList.Append(before, attempt) : null,
        change.Attempt is { MayHaveArrived: true } sent ? sent.StartedAt.UtcTicks : null,
        change.CredentialsMark,
        change.Answer is { } answer ? SealedColumns.OfAnswer(answer, entry, sealer) : null,
        change.Answer is { } kept ? AnswerBytes.Weigh(kept) : null);

    public Statement AddTo(Statement statement) =>
        statement.With(Attempts is null ? 0 : 1).With(Attempts).With(FirstSentAt).With(CredentialsMark).With(Answer).With(AnswerWeight);
}
