namespace Coalesce.Http;

/// <summary>A primary handler that is a chain by itself: what leaves it is not what was given to it, and the response names the latter.</summary>
internal interface IChain;
