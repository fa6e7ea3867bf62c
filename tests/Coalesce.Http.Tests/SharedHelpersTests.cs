using Coalesce.Http.Testing;
using Microsoft.AspNetCore.Http;

namespace Coalesce.Http.Tests;

/// <summary>What the other tests stand on.</summary>
public sealed class SharedHelpersTests
{
    [Fact]
    public async Task TestOrigin_RequestsOverBothVersions_AreLogged()
    {
        await using var origin = await TestOrigin.StartAsync(c => c.Response.WriteAsync(c.Request.Protocol), http2: true);
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(origin.Http2Address!, "/b?c=%20d"))
        {
            Version = new Version(2, 0),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new StringContent("body"),
        };

        Assert.Equal("HTTP/1.1", await client.GetStringAsync(new Uri(origin.BaseAddress, "/a")));
        using var second = await client.SendAsync(request);

        await origin.WaitForRequestsAsync(2);
        Assert.Equal("HTTP/2", await second.Content.ReadAsStringAsync());
        Assert.Equal(["GET /a HTTP/1.1", "POST /b?c=%20d HTTP/2"], origin.Requests.Select(r => $"{r.Method} {r.Target} {r.Protocol}"));
        Assert.Equal("body", origin.Requests[1].BodyText);
        Assert.Equal("4", origin.Requests[1].Header("content-length"));
    }

    [Fact]
    public async Task TestOrigin_ClientGivesUp_IsCountedAsAborted()
    {
        var forever = new TaskCompletionSource();
        await using var origin = await TestOrigin.StartAsync(c => forever.Task.WaitAsync(c.RequestAborted));
        using var client = new HttpClient();
        using var cancel = new CancellationTokenSource();
        var get = client.GetAsync(origin.BaseAddress, cancel.Token);
        await origin.WaitForRequestsAsync(1);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => get);
        await origin.WaitForAbortsAsync(1);
        Assert.True(origin.Requests[0].Aborted);
    }

    [Fact]
    public async Task StubHandler_CancelledSend_IsRecordedAndCounted()
    {
        var forever = new TaskCompletionSource<HttpResponseMessage>();
        using var stub = new StubHandler((_, token) => forever.Task.WaitAsync(token));
        using var client = new HttpClient(stub);
        using var cancel = new CancellationTokenSource();
        client.DefaultRequestHeaders.Add("X-Test", ["1", "2"]);
        var get = client.GetAsync("http://stub/path?q=1", cancel.Token);
        await stub.WaitForRequestsAsync(1);

        await cancel.CancelAsync();

        await stub.WaitForCancellationsAsync(1);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => get);
        Assert.Equal("/path?q=1", stub.Requests[0].Target);
        Assert.Equal("1, 2", stub.Requests[0].Header("x-test"));
    }

    [Fact]
    public void StubHandler_SyncSend_Answers()
    {
        using var client = new HttpClient(new StubHandler("text"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://stub/");

        using var response = client.Send(request);

        Assert.Same(request, response.RequestMessage);
        Assert.True(response.IsSuccessStatusCode);
    }
}
