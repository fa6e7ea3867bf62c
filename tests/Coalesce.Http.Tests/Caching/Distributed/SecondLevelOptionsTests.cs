using Coalesce.Http.Testing;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Coalesce.Http.Tests.Caching.Distributed;

public sealed class SecondLevelOptionsTests
{
    [Theory]
    [InlineData("hunter2", "Cache.SecondLevelKey is not 32 bytes as Base64")]
    [InlineData("c2l4dGVlbiBieXRlcw==", "Cache.SecondLevelKey is not 32 bytes as Base64")]
    [InlineData(null, "Cache.SecondLevelKey is not")]
    public void Create_WithoutAKeyThatIsOne_SaysWhatIsWrongWithoutIt(string? key, string expected)
    {
        var wrong = Assert.Throws<ArgumentException>(() => CoalescingPipeline.Create(new StubHandler(), options =>
        {
            options.Cache.SecondLevel = new SharedStore();
            options.Cache.SecondLevelKey = key;
        }));

        Assert.Contains(expected, wrong.Message, StringComparison.Ordinal);
        Assert.Contains("openssl rand -base64 32", wrong.Message, StringComparison.Ordinal);
        if (key is not null) Assert.DoesNotContain(key, wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Processes.Secret + "\n")] // as files have it
    [InlineData(" " + Processes.Secret + "\r\n")]
    public void Create_WithAKeyAmongSpaces_TakesIt(string key) => CoalescingPipeline.Create(new StubHandler(), options =>
    {
        options.Cache.SecondLevel = new SharedStore();
        options.Cache.SecondLevelKey = key;
    }).Dispose();

    [Fact]
    public void Create_WithAKeyAndNoStore_SaysSo()
    {
        var wrong = Assert.Throws<ArgumentException>(() => CoalescingPipeline.Create(new StubHandler(), options => options.Cache.SecondLevelKey = Processes.Secret));
        Assert.Contains("register an IDistributedCache", wrong.Message, StringComparison.Ordinal);

        var services = new ServiceCollection();
        services.AddHttpClient("api").AddCoalescing(options => options.Cache.SecondLevelKey = Processes.Secret);
        using var provider = services.BuildServiceProvider();
        var late = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IHttpClientFactory>().CreateClient("api"));
        Assert.Contains("register an IDistributedCache", late.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddCoalescing_WithAKey_UsesTheContainersStore()
    {
        var store = new SharedStore();
        var services = new ServiceCollection();
        services.AddSingleton<IDistributedCache>(store);
        services.AddHttpClient("api").AddCoalescing(TestConfiguration.Section($$"""{ "Cache": { "SecondLevelKey": "{{Processes.Secret}}" } }"""))
            .ConfigurePrimaryHttpMessageHandler(static () => new StubHandler(_ => CacheChain.Response("x", "Cache-Control: max-age=60")));
        await using var provider = services.BuildServiceProvider();

        await Wait.ForAsync(provider.GetRequiredService<IHttpClientFactory>().CreateClient("api").GetStringAsync(new Uri("http://stub/")));

        await store.WaitForRecordsAsync(1);
    }
}
