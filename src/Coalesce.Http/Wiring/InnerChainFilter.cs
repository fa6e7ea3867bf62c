using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace Coalesce.Http;

/// <summary>
/// Completes the chains that the factory builds, after everyone else has: the inner handlers above the wire, and resilience handlers where they do not count
/// the wait for a turn.
/// </summary>
internal sealed class InnerChainFilter : IHttpMessageHandlerBuilderFilter
{
    public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
    {
        next(builder);
        if (builder.Services.GetKeyedService<CoalescingClient>(builder.Name) is not { } client) return;
        ResilienceOrder.Correct(builder.AdditionalHandlers, client);
        builder.PrimaryHandler = InnerChain.Install(builder.PrimaryHandler, client);
    };
}
