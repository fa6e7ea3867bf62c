using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Flights;

/// <summary>May keep the answers of flights for callers to come. Is asked only of answers that more than one caller may have. Must not throw.</summary>
internal interface IAnswerKeeper
{
    /// <summary>The head has come, and its body is still to be read.</summary>
    /// <returns>Who wants the body; <see langword="null"/>: nobody. It may be dropped without a word.</returns>
    IBodySink? Keep(Flight flight, HttpResponseMessage response);

    /// <summary>The head has come, and the whole body with it. It may be asked for as one whose body is to be read afterwards.</summary>
    void KeepWhole(Flight flight, HttpResponseMessage response);

    /// <summary>An unsafe request begins or has ended: what flights have brought, or are about to bring, may be from before it.</summary>
    /// <param name="uri">Where it goes.</param>
    /// <param name="partition">Whose it is.</param>
    /// <param name="moment">When.</param>
    void SawWrite(Uri uri, in Partition partition, in FlightMoment moment);
}
