namespace Coalesce.Http.Broker.Outbox;

/// <summary>Whose the replay is cannot be replayed any more: somebody has logged out since it was asked. Never leaves the outbox.</summary>
internal sealed class UserChangedException() : Exception("The app cannot send this replay as whom it belongs to any more, and it was not sent.");
