using Coalesce.Http.Broker;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Coalesce.Http;

/// <summary>Checks the options of each client at start.</summary>
internal sealed class CoalescingOptionsValidator(IServiceProviderIsKeyedService services) : IValidateOptions<CoalescingOptions>
{
    public ValidateOptionsResult Validate(string? name, CoalescingOptions options)
    {
        var errors = CoalescingOptionsRules.FindErrors(options);
        if (options.OutboxStore is not null) errors.Add("OutboxStore is for CoalescingPipeline: call UseSqliteOutbox or UseInMemoryOutbox on the client instead.");
        if (options.ReplayClient is not null) errors.Add("ReplayClient is for CoalescingPipeline: with a container, replays go through the named client.");
        if (CoalescingOptionsRules.StoreError(options, services.IsKeyedService(typeof(IOutboxStore), name)) is { } error) errors.Add(error);
        if (CoalescingOptionsRules.SecondLevelError(options, services.IsService(typeof(IDistributedCache))) is { } levelless) errors.Add(levelless);
        return errors.Count > 0 ? ValidateOptionsResult.Fail(errors.Select(error => $"Client '{name}': {error}")) : ValidateOptionsResult.Success;
    }
}
