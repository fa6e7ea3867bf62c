namespace Coalesce.Http.Benchmarks;

/// <summary>The least a handler can cost: it hands everything on.</summary>
internal sealed class EmptyHandler(HttpMessageHandler inner) : DelegatingHandler(inner);
