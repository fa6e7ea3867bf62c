using Coalesce.Http.Broker.Flights;
using Coalesce.Http.Broker.Messages;
using Microsoft.Extensions.Time.Testing;

namespace Coalesce.Http.Broker.Tests.Flights;

public sealed class UnshareableKeysTests
{
    private static readonly KeyRules Rules = new([], [], []);
    private readonly FakeTimeProvider _time = new();
    private readonly UnshareableKeys _keys;

    public UnshareableKeysTests() => _keys = new UnshareableKeys(_time);

    [Fact]
    public void Contains_KeyThatWasAdded_IsTrueForThatKeyOnly()
    {
        Add(1);

        Assert.True(Contains(1));
        Assert.False(Contains(2));
    }

    [Fact]
    public void Contains_TenSecondsLater_IsFalse()
    {
        Add(1);
        _time.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        Assert.True(Contains(1));

        _time.Advance(TimeSpan.FromTicks(1));

        Assert.False(Contains(1));
    }

    [Fact]
    public void Add_KeyThatExpiredUnseen_RemembersItAnew()
    {
        Add(1);
        _time.Advance(TimeSpan.FromSeconds(11));

        Add(1);

        Assert.True(Contains(1));
    }

    [Fact]
    public void Add_BeyondTheBound_ForgetsTheOldest()
    {
        for (var i = 0; i < 1025; i++) Add(i);

        Assert.False(Contains(0));
        Assert.True(Contains(1));
        Assert.True(Contains(1024));
    }

    [Fact]
    public void Contains_OtherKeyAfterTheLifetime_DropsWhatExpired()
    {
        for (var i = 0; i < 1024; i++) Add(i);
        _time.Advance(TimeSpan.FromSeconds(10));
        Contains(-1);

        Add(5000);
        for (var i = 0; i < 1023; i++) Add(i);

        Assert.True(Contains(5000)); // the bound was not reached again
    }

    private static RequestProbe Probe(int path) =>
        new(new HttpRequestMessage(HttpMethod.Get, $"http://stub/{path}"), Rules, Partition.One, null, null);

    private void Add(int path) => _keys.Add(new RequestKey(Probe(path)));

    private bool Contains(int path) => _keys.Contains(Probe(path));
}
