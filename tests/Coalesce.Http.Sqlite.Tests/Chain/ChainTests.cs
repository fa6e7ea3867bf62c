using System.Diagnostics;
using System.Net;
using System.Text;
using Coalesce.Http.Broker;
using Coalesce.Http.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Coalesce.Http.Sqlite.Tests;

/// <summary>The file behind the whole chain, as an app has it.</summary>
public sealed class ChainTests : IDisposable
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(1);
    private static readonly string[] Secret = ["Authorization", "Cookie", "X-Api-Key", "X-Mine"];

    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Files_AndLogs_HoldNoSecretOfRequestsOrAnswers()
    {
        using var log = new LogRecorder();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        services.AddHttpClient("feed").ConfigurePrimaryHttpMessageHandler(() => new StubHandler(_ => Refusal()))
            .AddCoalescing(options =>
            {
                options.SensitiveHeaders.Add("X-Mine");
                options.Routes["POST /likes"] = new RouteOptions { Queue = QueueWhen.Always };
            })
            .UseSqliteOutbox(_folder.File);
        await using (var provider = services.BuildServiceProvider())
        {
            using var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("feed");
            using var request = new HttpRequestMessage(HttpMethod.Post, "http://origin/likes") { Content = new StringContent("kept-body") };
            foreach (var name in Secret) request.Headers.TryAddWithoutValidation(name, "canary");
            request.Headers.Add("X-Kept", "kept-header");

            using var response = await Wait.ForAsync(client.SendAsync(request));

            Assert.True(response.TryGetReceipt(out var receipt));
            var outcome = await Wait.ForAsync(receipt.Completion);
            Assert.Equal((OutboxReason.Rejected, "kept-answer"), (outcome.Reason, Encoding.UTF8.GetString(outcome.Answer!.Body.Span)));
            Look();
        }
        Look();
        Assert.NotEmpty(log.Entries);
        Assert.DoesNotContain(log.Entries, line => line.Message.Contains("canary", StringComparison.Ordinal));

        static HttpResponseMessage Refusal()
        {
            var response = new HttpResponseMessage(HttpStatusCode.UnprocessableEntity) { Content = new StringContent("kept-answer") };
            foreach (var name in (string[])["Set-Cookie", "X-Mine"]) response.Headers.TryAddWithoutValidation(name, "canary");
            return response;
        }

        void Look()
        {
            var bytes = string.Concat(_folder.Files.Select(file => Encoding.Latin1.GetString(Read(file))));
            foreach (var kept in (string[])["kept-body", "kept-header", "kept-answer"]) Assert.Contains(kept, bytes, StringComparison.Ordinal);
            Assert.DoesNotContain("canary", bytes, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Send_DiskIsFull_RefusesMutationsAtOnceAnswersGetsAndResumes()
    {
        var hasRoom = false;
        Connection? writer = null;
        await using var store = _folder.Store(hooks: new StoreHooks
        {
            Opened = connection => (writer = connection).Number("PRAGMA max_page_count = 60"),
            // On the thread that writes, whose connection it is.
            Committing = _ =>
            {
                if (Volatile.Read(ref hasRoom)) writer!.Number("PRAGMA max_page_count = 100000");
                return 0;
            },
        });
        using var pipeline = CoalescingPipeline.Create(new StubHandler(), options =>
        {
            options.OutboxStore = store;
            options.Routes["POST /likes"] = new RouteOptions { Queue = QueueWhen.Always, NotBefore = NeverNow() };
        });
        using var client = new HttpClient(pipeline, disposeHandler: false) { BaseAddress = new Uri("http://origin/") };
        var kept = 0;
        OutboxUnavailableException? refusal = null;
        while (refusal is null)
        {
            var started = Stopwatch.GetTimestamp();
            try
            {
                using var response = await PostAsync();
                Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
                kept++;
            }
            catch (OutboxUnavailableException e)
            {
                Assert.True(Stopwatch.GetElapsedTime(started) < Promised);
                refusal = e;
            }
        }

        Assert.Contains("disk is full", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(_folder.File, refusal.Message, StringComparison.Ordinal);
        Assert.NotEqual(0, kept);
        using (var got = await Wait.ForAsync(client.GetAsync("feed"))) Assert.Equal(HttpStatusCode.OK, got.StatusCode);
        Volatile.Write(ref hasRoom, true);
        await Wait.ForAsync(store.OpenAsync(default)); // a step: its commit makes room
        using (var anew = await PostAsync()) Assert.Equal(HttpStatusCode.Accepted, anew.StatusCode);
        Assert.Equal(kept + 1, (await Wait.ForAsync(pipeline.Broker.Outbox.CountAsync())).ByState[OutboxState.Waiting]);

        Task<HttpResponseMessage> PostAsync() => Wait.ForAsync(client.PostAsync("likes", new ByteArrayContent(new byte[3000])));

        // What waits is left alone, so that nothing but the callers writes.
        static string NeverNow()
        {
            var hour = (DateTime.Now.Hour + 6) % 24;
            return $"{hour:00}:00-{hour:00}:30";
        }
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
