using Coalesce.Http;
using Microsoft.Extensions.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers coalescing on a named or typed client.</summary>
public static class CoalescingHttpClientBuilderExtensions
{
    /// <summary>Puts a broker between the client and the wire.</summary>
    /// <param name="builder">A builder with a name, from <c>AddHttpClient</c>.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The same builder.</returns>
    public static IHttpClientBuilder AddCoalescing(this IHttpClientBuilder builder, Action<CoalescingOptions>? configure = null) => builder;

    /// <summary>Puts a broker between the client and the wire, with options from configuration.</summary>
    /// <param name="builder">A builder with a name, from <c>AddHttpClient</c>.</param>
    /// <param name="section">The section that holds the options.</param>
    /// <returns>The same builder.</returns>
    public static IHttpClientBuilder AddCoalescing(this IHttpClientBuilder builder, IConfiguration section) => builder;
}
