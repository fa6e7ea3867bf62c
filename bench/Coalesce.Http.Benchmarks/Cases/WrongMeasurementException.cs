namespace Coalesce.Http.Benchmarks;

/// <summary>A case did not do what it is to measure; its figures would be about something else.</summary>
internal sealed class WrongMeasurementException(string message) : Exception($"This measures a wrong thing. {message}");
