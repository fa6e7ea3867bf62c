using System.Globalization;
using Microsoft.Extensions.Caching.Distributed;

namespace Coalesce.Http.Tests.Child;

/// <summary>A process that keeps answers where others find them.</summary>
internal static class SecondLevelProcess
{
    /// <summary>Sends requests, each a method, a path and credentials, and writes what each got: who asked, and the process whose origin answered.</summary>
    public static async Task AskAsync(string folder, string[] requests)
    {
        using var pipeline = Create(new FolderStore(folder), Environment.GetEnvironmentVariable("SECOND_LEVEL_KEY")!);
        using var client = new HttpClient(pipeline, disposeHandler: false);
        foreach (var text in requests)
        {
            var parts = text.Split(' ', 3);
            using var request = new HttpRequestMessage(new HttpMethod(parts[0]), new Uri(new Uri("http://stub.test/"), parts[1]));
            request.Headers.TryAddWithoutValidation("Authorization", parts[2]);
            using var response = await client.SendAsync(request);
            Console.WriteLine(await response.Content.ReadAsStringAsync());
        }
    }

    /// <summary>Asks for many things at once while the store blocks each thread that asks it.</summary>
    public static async Task AskMuchAsync(int count)
    {
        using var pipeline = Create(new BlockingStore(), Convert.ToBase64String(new byte[32]));
        using var client = new HttpClient(pipeline, disposeHandler: false);
        var answers = await Task.WhenAll(Enumerable.Range(0, count).Select(i => client.GetStringAsync(new Uri($"http://stub.test/{i}"))));
        Console.WriteLine(answers.Length.ToString(CultureInfo.InvariantCulture));
    }

    private static CoalescingPipeline Create(IDistributedCache store, string key) => CoalescingPipeline.Create(new Origin(), options =>
    {
        options.Cache.SecondLevel = store;
        options.Cache.SecondLevelKey = key;
    });

    private sealed class Origin : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(new HttpResponseMessage
        {
            RequestMessage = request,
            Content = new StringContent(string.Create(CultureInfo.InvariantCulture, $"{request.Headers.Authorization} by {Environment.ProcessId}")),
            Headers = { { "Cache-Control", "max-age=600" } },
        });
    }
}
