namespace Coalesce.Http.Broker.Outbox;

/// <summary>A replay was about to leave with other credentials than the first attempt did. It was not sent.</summary>
internal sealed class CredentialsChangedException() : Exception("The replay would have left with other credentials than the first attempt, and was not sent.");
