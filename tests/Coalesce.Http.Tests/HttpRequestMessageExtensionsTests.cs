namespace Coalesce.Http.Tests;

public sealed class HttpRequestMessageExtensionsTests
{
    [Theory]
    [InlineData(-1)]
    [InlineData(8)]
    [InlineData(int.MinValue)]
    public void WithUrgency_OutOfRange_NamesTheValue(int urgency)
    {
        using var request = new HttpRequestMessage();

        var failure = Assert.Throws<ArgumentOutOfRangeException>(() => request.WithUrgency(urgency));

        Assert.Equal("urgency", failure.ParamName);
        Assert.Equal(urgency, failure.ActualValue);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void WithUrgency_InRange_ReturnsTheSameRequest(int urgency)
    {
        using var request = new HttpRequestMessage();

        Assert.Same(request, request.WithUrgency(urgency));
    }

    [Fact]
    public void WithPartition_Null_Throws()
    {
        using var request = new HttpRequestMessage();

        Assert.Equal("partition", Assert.Throws<ArgumentNullException>(() => request.WithPartition(null!)).ParamName);
    }

    [Fact]
    public void WithPartition_Empty_IsAPartitionLikeAnyOther()
    {
        using var request = new HttpRequestMessage();

        Assert.Same(request, request.WithPartition(""));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void WithSupersedeBy_NullOrEmpty_Throws(string? group)
    {
        using var request = new HttpRequestMessage();

        Assert.Equal("group", Assert.ThrowsAny<ArgumentException>(() => request.WithSupersedeBy(group!)).ParamName);
    }

    [Fact]
    public void EveryExtension_WithoutARequest_Throws()
    {
        HttpRequestMessage request = null!;

        Assert.Throws<ArgumentNullException>(() => request.WithUrgency(1));
        Assert.Throws<ArgumentNullException>(() => request.WithPartition("a"));
        Assert.Throws<ArgumentNullException>(() => request.WithSupersedeBy("a"));
        Assert.Throws<ArgumentNullException>(() => request.WithoutCoalescing());
        Assert.Throws<ArgumentNullException>(() => request.WithDeadline(DateTimeOffset.MaxValue));
    }

    [Fact]
    public void EveryExtension_InOneChain_ReturnsTheSameRequest()
    {
        using var request = new HttpRequestMessage();

        var same = request.WithUrgency(1).WithPartition("a").WithSupersedeBy("b").WithoutCoalescing().WithDeadline(DateTimeOffset.MaxValue);

        Assert.Same(request, same);
    }
}
