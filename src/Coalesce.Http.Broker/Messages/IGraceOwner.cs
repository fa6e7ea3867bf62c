namespace Coalesce.Http.Broker.Messages;

/// <summary>Is told, outside of all gates, that readers have held back others for as long as they may.</summary>
internal interface IGraceOwner
{
    void GraceIsOver();
}
