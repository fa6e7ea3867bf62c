namespace ConsoleDemo.Acts;

/// <summary>One act of the demo: plays requests against an origin of its own, draws what happened, and checks its claim.</summary>
internal interface IAct
{
    string Name { get; }

    /// <summary>What the act claims, in a sentence.</summary>
    string Claim { get; }

    /// <summary>Plays the act.</summary>
    /// <returns>What was checked, each from the origin's log and the callers' answers.</returns>
    Task<IReadOnlyList<Check>> PlayAsync(Stage stage, CancellationToken cancellationToken);
}
