using System.Net;
using Coalesce.Http.Testing;

namespace Coalesce.Http.Tests.Caching;

/// <summary>What is kept is nobody's: what one caller does to its response or request, no other sees; and a hit is to HttpClient as an answer of the wire.</summary>
public sealed class HitTests
{
    [Fact]
    public async Task Response_ThatACallerChanges_IsNotThatOfOthers()
    {
        using var chain = new CacheChain(_ =>
        {
            var response = CacheChain.Response("one", "Cache-Control: max-age=60", "X-Own: 1");
            response.Headers.TryAddWithoutValidation("X-Two", ["a", "b"]);
            return response;
        });
        await chain.GetAsync();
        using (var first = await chain.SendAsync(HttpMethod.Get))
        {
            first.Headers.Remove("X-Own");
            first.Headers.TryAddWithoutValidation("X-Two", "c");
            first.Headers.TryAddWithoutValidation("Set-Cookie", "a=b");
            first.Content.Headers.Clear();
            var bytes = await first.Content.ReadAsByteArrayAsync();
            bytes.AsSpan().Clear();
            first.StatusCode = HttpStatusCode.NotFound;
            first.Content = new StringContent("other");
            first.RequestMessage!.Headers.Add("X-Mine", "1");
        }
        using (var second = await Wait.ForAsync(chain.Client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead)))
        {
            var body = (MemoryStream)await second.Content.ReadAsStreamAsync();
            Assert.False(body.CanWrite || body.TryGetBuffer(out _));
            Assert.Throws<NotSupportedException>(() => body.WriteByte(1));
        }

        using var third = await chain.SendAsync(HttpMethod.Get);
        Assert.Equal((HttpStatusCode.OK, "one", "1"), (third.StatusCode, await third.Content.ReadAsStringAsync(), third.Headers.GetValues("X-Own").Single()));
        Assert.Equal(["a", "b"], third.Headers.GetValues("X-Two"));
        Assert.Equal(("text/plain", false, false), (third.Content.Headers.ContentType!.MediaType, third.Headers.Contains("Set-Cookie"), third.RequestMessage!.Headers.Any()));
        Assert.Equal(1, chain.Sent);
    }

    [Theory]
    [InlineData("304")]
    [InlineData("200")]
    [InlineData("another")]
    [InlineData("error")]
    [InlineData("fails")]
    [InlineData("broken")]
    [InlineData("leaves")]
    public async Task Request_ThatAskedAboutWhatIsKept_IsAsItWas(string end)
    {
        foreach (var validator in new[] { "ETag: \"a\"", "Last-Modified: Wed, 01 Jan 2020 00:00:00 GMT" })
        {
            using var chain = new CacheChain(_ => CacheChain.Response("one", "Cache-Control: max-age=1", validator));
            await chain.GetAsync();
            chain.Time.Advance(TimeSpan.FromSeconds(2));
            var head = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
            chain.Head = head.Task;
            using var leaving = new CancellationTokenSource();
            using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "Accept", "a/b" } } };
            var sent = chain.Client.SendAsync(request, leaving.Token);
            await Wait.UntilAsync(() => chain.Sent == 2);
            Assert.NotNull(chain.Stub.Requests[1].Header("If-None-Match") ?? chain.Stub.Requests[1].Header("If-Modified-Since"));

            chain.Head = null;
            if (end == "304") head.SetResult(new HttpResponseMessage(HttpStatusCode.NotModified));
            else if (end == "200") head.SetResult(CacheChain.Response("two"));
            else if (end == "another") head.SetResult(CacheChain.NotModified("\"b\""));
            else if (end == "error") head.SetResult(new HttpResponseMessage(HttpStatusCode.ServiceUnavailable));
            else if (end == "fails") head.SetException(new HttpRequestException(HttpRequestError.ConnectionError));
            else if (end == "broken") head.SetException(new InvalidOperationException());
            else await leaving.CancelAsync();
            try
            {
                (await Wait.ForAsync(sent)).Dispose();
            }
            catch (Exception e) when (e is OperationCanceledException or InvalidOperationException)
            {
            }

            Assert.Equal("Accept: a/b", request.Headers.ToString().Trim());
        }
    }

    [Fact]
    public async Task Hit_ForACallerThatHasLeft_IsNone()
    {
        using var chain = new CacheChain(_ => CacheChain.Response("one", "Cache-Control: max-age=60"));
        await chain.GetAsync();

        foreach (var completion in Enum.GetValues<HttpCompletionOption>())
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => chain.Client.GetAsync("/", completion, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Hit_OfMoreThanAClientBuffers_FailsAsTheWiresWould()
    {
        using var chain = new CacheChain(_ => CacheChain.Response(new string('x', 1_000), "Cache-Control: max-age=60"));
        using var pipeline = CoalescingPipeline.Create(chain.Stub, options => options.TimeProvider = chain.Time);
        using var any = new HttpClient(pipeline, disposeHandler: false);
        using var little = new HttpClient(pipeline, disposeHandler: false) { MaxResponseContentBufferSize = 999 };
        await Wait.ForAsync(any.GetStringAsync(new Uri("http://stub/")));

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => little.GetStringAsync(new Uri("http://stub/")));
        Assert.Equal(HttpRequestError.ConfigurationLimitExceeded, failure.HttpRequestError);
        using var read = await little.GetAsync(new Uri("http://stub/"), HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(1_000, (await read.Content.ReadAsByteArrayAsync()).Length);
        Assert.Equal(1, chain.Sent);
    }

    [Fact]
    public async Task Request_SentAgainByAnInvoker_IsAnsweredAnew()
    {
        using var chain = new CacheChain(_ => CacheChain.Response("one", "Cache-Control: max-age=60, stale-while-revalidate=60"));
        using var pipeline = CoalescingPipeline.Create(chain.Stub, options => options.TimeProvider = chain.Time);
        using var invoker = new HttpMessageInvoker(pipeline, disposeHandler: false);
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://stub/");
        for (var i = 0; i < 3; i++)
        {
            using var response = await Wait.ForAsync(invoker.SendAsync(request, CancellationToken.None));
            Assert.Equal(("one", i > 0), (await response.Content.ReadAsStringAsync(), response.GetCoalescing()!.IsHit));
            Assert.Equal("", request.Headers.ToString());
        }
    }

    [Fact]
    public async Task Stale_AskedForOnItsOwn_IsRenewedToo()
    {
        using var chain = new CacheChain(_ => CacheChain.Response("one", "Cache-Control: max-age=1, stale-while-revalidate=60"));
        await chain.GetAsync();
        chain.Time.Advance(TimeSpan.FromSeconds(10));
        chain.Answer = _ => CacheChain.Response("two", "Cache-Control: max-age=1, stale-while-revalidate=60");

        using (var request = new HttpRequestMessage(HttpMethod.Get, "/").WithoutCoalescing()) (await Wait.ForAsync(chain.Client.SendAsync(request))).Dispose();

        await Wait.UntilAsync(() => chain.Sent == 2 && !chain.IsBusy);
        Assert.Equal("two", (await chain.GetAsync()).Body);
    }
}
