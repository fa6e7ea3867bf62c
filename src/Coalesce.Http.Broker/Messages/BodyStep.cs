namespace Coalesce.Http.Broker.Messages;

/// <summary>What a reader of a shared body does next: take the data, end, read the wire for all, or wait.</summary>
internal readonly struct BodyStep
{
    private BodyStep(StepKind kind, ReadOnlyMemory<byte> data, Task? progress)
    {
        Kind = kind;
        Bytes = data;
        Progress = progress;
    }

    public enum StepKind
    {
        /// <summary>The body is over.</summary>
        End,

        /// <summary>Copy some of <see cref="Bytes"/>, then say how many to <see cref="SharedBody.Taken"/>.</summary>
        Take,

        /// <summary>Call <see cref="SharedBody.PumpAsync"/> and ask again.</summary>
        Pump,

        /// <summary>Await <see cref="Progress"/> and ask again.</summary>
        Wait,
    }

    public StepKind Kind { get; }

    public ReadOnlyMemory<byte> Bytes { get; }

    public Task? Progress { get; }

    public static BodyStep End => default;

    public static BodyStep Pump => new(StepKind.Pump, default, null);

    public static BodyStep Take(ReadOnlyMemory<byte> bytes) => new(StepKind.Take, bytes, null);

    public static BodyStep Wait(Task progress) => new(StepKind.Wait, default, progress);
}
