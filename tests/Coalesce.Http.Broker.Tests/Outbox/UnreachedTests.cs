using Coalesce.Http.Broker.Outbox;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Broker.Tests.Outbox;

public sealed class UnreachedTests
{
    private static readonly OutboxEntry One = OutboxSamples.Entry(), Other = OutboxSamples.Entry() with { Uri = new Uri("http://other/a") };
    private readonly Unreached _unreached = new();

    [Fact]
    public void Hurry_AnAuthority_ReleasesItsOwnOnce()
    {
        _unreached.Add(One);
        _unreached.Add(One);
        _unreached.Add(Other);

        _unreached.Hurry("origin");
        _unreached.Hurry("origin");

        Assert.Equal(One.Id, Assert.Single(_unreached.Take(10)).Id);
        Assert.Empty(_unreached.Take(10));
        _unreached.Hurry(authority: null);
        Assert.Equal(Other.Id, Assert.Single(_unreached.Take(10)).Id);
    }

    [Fact]
    public void Take_SomeAtATime_GivesEachOnce()
    {
        var entries = Enumerable.Range(0, 5).Select(_ => OutboxSamples.Entry()).ToList();
        foreach (var entry in entries) _unreached.Add(entry);
        _unreached.Hurry(authority: null);

        var taken = _unreached.Take(2).Concat(_unreached.Take(2)).Concat(_unreached.Take(2)).ToList();

        Assert.Equal(entries.Select(entry => entry.Id).Order(), taken.Select(entry => entry.Id).Order());
        Assert.All(taken, entry => Assert.Null(entry.Body)); // what waits takes no room twice
    }
}
