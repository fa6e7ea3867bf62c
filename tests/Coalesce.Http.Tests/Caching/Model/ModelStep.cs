namespace Coalesce.Http.Tests.Caching.Model;

internal sealed record ModelStep(ModelStepKind Kind, int Resource, int User, int Language, int Amount);
