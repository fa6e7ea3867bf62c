namespace Coalesce.Http.Tests.Caching.Model;

internal enum ModelStepKind
{
    Get,
    Advance,
    Change,
    Policy,
    State,
    Write,
}
