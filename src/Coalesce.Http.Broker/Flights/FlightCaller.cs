using Coalesce.Http.Broker.Messages;

namespace Coalesce.Http.Broker.Flights;

/// <summary>One caller: what it asked, the task it awaits, its place among the callers of its flight, and how a verdict is carried out.</summary>
/// <remarks>
/// <code>waiting -> served (a verdict was given) -> left</code>
/// The group decides under its gate, exactly once; the caller then carries the verdict out outside of it: on the pool, or, where the flight
/// was decided before its starter began to wait, on the starter's own thread. So no continuation ever runs under a gate or on the thread
/// that completes the flight.
/// </remarks>
internal abstract class FlightCaller : TaskCompletionSource<HttpResponseMessage>, IThreadPoolWorkItem, IReaderOwner
{
    private const int NobodyYet = 0, Decided = 1, Waits = 2;
    private readonly CancellationToken _token;
    private ExecutionContext? _context = ExecutionContext.Capture();
    private CancellationTokenRegistration _registration;
    private object? _outcome; // what the verdict says: an answer, the wire's response with its target, or an exception
    private int _handOff;

    protected FlightCaller(HttpRequestMessage request, IFlightChain chain, in SendTerms terms, CancellationToken token)
    {
        Request = request;
        Chain = chain;
        Urgency = terms.Urgency;
        IsSynchronous = terms.IsSynchronous;
        _token = token;
    }

    public HttpRequestMessage Request { get; }

    public IFlightChain Chain { get; }

    public int Urgency { get; }

    /// <summary>Whether it blocks its thread until the answer is there.</summary>
    public bool IsSynchronous { get; }

    // Guarded by the gate of the group.
    public FlightCaller? Previous { get; set; }

    public FlightCaller? Next { get; set; }

    public Verdict Verdict { get; private set; }

    public bool HasLeft { get; set; }

    public bool HasRetried { get; set; }

    public bool IsStarter { get; set; }

    /// <summary>Gives a verdict, under the gate. <see cref="HandOver"/> follows outside of it.</summary>
    public void Decide(Verdict verdict) => Verdict = verdict;

    public void Fail(Exception failure)
    {
        Verdict = Verdict.Fail;
        _outcome = failure;
    }

    public void Own(HttpResponseMessage response, FlightTarget? target)
    {
        Verdict = Verdict.Own;
        _outcome = target is null ? response : (response, target);
    }

    public void Share(FlightAnswer answer)
    {
        Verdict = Verdict.Share;
        _outcome = answer;
    }

    public bool IsCancelled => _token.IsCancellationRequested;

    /// <summary>Makes the caller ready to join once more. Under the gate.</summary>
    public void Renew()
    {
        Verdict = Verdict.None;
        IsStarter = HasLeft = false;
        HasRetried = true;
        Previous = Next = null;
        _handOff = NobodyYet;
    }

    /// <summary>Says outside of the gate, once after each verdict, that it was given. True: it is to be executed now, on the pool.</summary>
    /// <remarks>Whoever comes second does it: the caller itself if the verdict came while it still ran on its own stack, else the pool.</remarks>
    public bool HandOver() => Interlocked.Exchange(ref _handOff, Decided) == Waits;

    /// <summary>Hands the verdict over, and executes it on the pool.</summary>
    public void CarryOut()
    {
        if (HandOver()) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>The caller has done all it can on its own stack, and awaits its task from here on.</summary>
    public void BeginWait()
    {
        // Registered before the hand-off: whoever carries the verdict out from here on finds the registration.
        if (_token.CanBeCanceled && Volatile.Read(ref _handOff) != Decided)
            _registration = _token.UnsafeRegister(static caller => ((FlightCaller)caller!).TokenCancelled(), this);
        if (Interlocked.Exchange(ref _handOff, Waits) == Decided) Execute();
    }

    /// <summary>The caller has read the body to its end, disposed it, was too slow, or may not have it.</summary>
    public abstract void ReaderLeft();

    /// <summary>The caller's token has ended its wait.</summary>
    protected abstract void TokenCancelled();

    /// <summary>The last verdict is carried out: who sent it need not be known any more.</summary>
    protected abstract void ForgetBehalf();

    /// <summary>Joins another flight, or starts one, once more.</summary>
    protected abstract void TryAgain();

    public void Execute()
    {
        _registration.Unregister();
        _registration = default;
        var context = _context;
        // Its response refers to the caller, and those of others to its response: they must keep neither the context nor who sent it for as long as they live.
        if (Verdict != Verdict.Again)
        {
            _context = null;
            ForgetBehalf();
        }
        try
        {
            switch (Verdict)
            {
                case Verdict.Share when _outcome is FlightAnswer answer && answer.IsFor(Request):
                    SetResult(Respond(answer));
                    break;
                case Verdict.Share:
                    ((FlightAnswer)_outcome!).Body.Unreserve();
                    ReaderLeft();
                    RunOn(context, static caller => caller.GoAlone());
                    break;
                case Verdict.Own:
                    SetResult(RespondWithOwn());
                    break;
                case Verdict.Alone:
                    RunOn(context, static caller => caller.GoAlone());
                    break;
                case Verdict.Again:
                    RunOn(context, static caller => caller.TryAgain());
                    break;
                case Verdict.Cancel:
                    SetCanceled(_token);
                    break;
                default:
                    SetException((Exception)_outcome!);
                    break;
            }
        }
        catch (Exception e)
        {
            TrySetException(e);
        }
    }

    private HttpResponseMessage Respond(FlightAnswer answer)
    {
        var content = new SharedContent();
        HttpResponseMessage? own = null;
        if (IsStarter)
        {
            // The starter may have the wire's own message: its head is written down for the others, its content replaced by a share.
            own = answer.Response;
            answer.Head.AddContentHeadersTo(content);
        }
        var response = own ?? answer.Head.CreateResponse(content);
        content.Reader = new SharedBodyStream(answer.Body, this, trailersTo: own is null ? response : null);
        return Dressed(response, content, answer.Target, IsStarter ? CacheStatusNames.Miss : CacheStatusNames.Collapsed);
    }

    private HttpResponseMessage RespondWithOwn() => _outcome is (HttpResponseMessage response, FlightTarget target)
        ? Dressed(response, share: null, target, CacheStatusNames.Miss)
        : Dressed((HttpResponseMessage)_outcome!, share: null, target: null, CacheStatusNames.Miss);

    /// <summary>The response gets its caller's own request, with the URI and method that redirects below us ended at, as plain HttpClient leaves them.</summary>
    private HttpResponseMessage Dressed(HttpResponseMessage response, SharedContent? share, FlightTarget? target, string status)
    {
        try
        {
            if (share is not null) response.Content = share;
            target?.ApplyTo(Request);
            response.RequestMessage = Request;
            CacheStatusNames.AddTo(response, status);
            return response;
        }
        catch
        {
            // The request or the response was disposed meanwhile. The caller cannot have its answer: its share of it, or all of it, goes back.
            ((IDisposable?)share ?? response).TryDispose();
            throw;
        }
    }

    /// <summary>A synchronous caller sends on its own thread: it gets no response, and knows what that means.</summary>
    private void GoAlone()
    {
        if (IsSynchronous) SetResult(null!);
        else _ = GoAloneAsync();
    }

    private async Task GoAloneAsync()
    {
        try
        {
            var response = await Chain.SendInnerAsync(Request, _token).ConfigureAwait(false);
            CacheStatusNames.AddTo(response, CacheStatusNames.NotCollapsed);
            SetResult(response);
        }
        catch (Exception e)
        {
            SetException(e);
        }
    }

    /// <summary>What is sent for a caller runs in its own context: handlers further in may take its credentials from there.</summary>
    private void RunOn(ExecutionContext? own, Action<FlightCaller> action)
    {
        if (own is null) action(this);
        else ExecutionContext.Run(own, static state => { var (caller, action) = ((FlightCaller, Action<FlightCaller>))state!; action(caller); }, (this, action));
    }
}
