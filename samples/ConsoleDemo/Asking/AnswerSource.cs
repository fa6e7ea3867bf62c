namespace ConsoleDemo.Asking;

/// <summary>Where an answer came from.</summary>
internal enum AnswerSource
{
    /// <summary>From the origin, by the caller's own request or by a flight that it joined.</summary>
    Origin,

    /// <summary>Kept, and still fresh: nobody was asked.</summary>
    Kept,

    /// <summary>Kept, and the origin said with a 304 that it still holds.</summary>
    Revalidated,

    /// <summary>Kept, and stale: the origin could not be asked, or need not be.</summary>
    Stale,
}
