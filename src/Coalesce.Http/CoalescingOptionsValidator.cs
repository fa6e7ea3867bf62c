using Microsoft.Extensions.Options;

namespace Coalesce.Http;

/// <summary>Checks the options of each client at start.</summary>
internal sealed class CoalescingOptionsValidator : IValidateOptions<CoalescingOptions>
{
    public ValidateOptionsResult Validate(string? name, CoalescingOptions options) =>
        CoalescingOptionsRules.FindErrors(options) is { Count: > 0 } errors
            ? ValidateOptionsResult.Fail(errors.Select(error => $"Client '{name}': {error}"))
            : ValidateOptionsResult.Success;
}
