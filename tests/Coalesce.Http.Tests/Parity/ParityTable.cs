using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Parity;

/// <summary>Named cases, each run over a plain <see cref="SocketsHttpHandler"/> and over our chain against the same origin.</summary>
internal sealed class ParityTable
{
    private readonly Dictionary<string, (ParityCase Case, On Mode)> _cases = [];

    public ParityTable(params IEnumerable<ParityCase> cases)
    {
        foreach (var parityCase in cases)
        {
            if (parityCase.On.HasFlag(On.Async)) _cases.Add(parityCase.Name, (parityCase, On.Async));
            if (parityCase.On.HasFlag(On.Sync)) _cases.Add(parityCase.Name + " (sync)", (parityCase, On.Sync));
            if (parityCase.On.HasFlag(On.Http2)) _cases.Add(parityCase.Name + " (HTTP/2)", (parityCase, On.Http2));
        }
    }

    public TheoryData<string> Names => [.. _cases.Keys];

    public async Task AssertSameAsync(string name)
    {
        for (var patience = TimeSpan.FromMilliseconds(50); ; patience *= 2)
        {
            try
            {
                await AssertSameAsync(name, patience);
                return;
            }
            catch (TooSlowException) when (patience < Wait.Limit)
            {
                // Once more from the start, with a new origin: a late request must not turn up in the next log.
            }
        }
    }

    private async Task AssertSameAsync(string name, TimeSpan patience)
    {
        var (parityCase, mode) = _cases[name];
        await using var origin = parityCase.Raw is { } script
            ? (IParityOrigin)new RawOrigin(script)
            : new KestrelParityOrigin(await TestOrigin.StartAsync(
                parityCase.Origin ?? Answer.Text("hello"), http2: mode == On.Http2, parityCase.ReadBodies));

        string? plain = null;
        foreach (var chain in ParityChain.All)
        {
            var transcript = await chain.RunAsync(parityCase, mode, origin, patience);
            if (plain is null)
            {
                if (!transcript.Contains(parityCase.Expect, StringComparison.OrdinalIgnoreCase)) Assert.Fail($"No '{parityCase.Expect}' in:\n{transcript}");
                plain = transcript;
            }
            if (transcript != plain) Assert.Fail($"Over the plain handler:\n{plain}\nOver {chain.Name}:\n{transcript}");
        }
    }
}
