namespace Coalesce.Http;

/// <summary>What the extension methods put on one request: a single entry of its <see cref="HttpRequestOptions"/>, so that the hot path looks once.</summary>
internal sealed class RequestSettings
{
    private static readonly HttpRequestOptionsKey<RequestSettings> OptionsKey = new("Coalesce.Http.RequestSettings");

    // Touching the options of a request makes them: 104 bytes for every request of an app that sets nothing on any.
    private static volatile bool _isUsed;

    public int? Urgency;
    public string? Partition;
    public string? SupersedeBy;
    public bool WithoutCoalescing;
    public bool WithoutCache;
    public DateTimeOffset? Deadline;
    public string? IdempotencyKey;
    public string? Lane;

    /// <summary>The settings of a request, created on first use.</summary>
    public static RequestSettings Of(HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (Find(request) is { } settings) return settings;
        settings = new RequestSettings();
        _isUsed = true;
        request.Options.Set(OptionsKey, settings);
        return settings;
    }

    /// <summary>Gives a request settings of its own, which begin as those of another.</summary>
    public static RequestSettings CopyTo(HttpRequestMessage request, RequestSettings? settings)
    {
        var copy = settings is null ? new RequestSettings() : (RequestSettings)settings.MemberwiseClone();
        _isUsed = true;
        request.Options.Set(OptionsKey, copy);
        return copy;
    }

    public static RequestSettings? Find(HttpRequestMessage request) =>
        _isUsed && request.Options.TryGetValue(OptionsKey, out var settings) ? settings : null;
}
