namespace Fabric.DevLedger.Storage;

/// <summary>A read that sees one height for as long as it lasts, which may be long.</summary>
internal interface IHeldSnapshot
{
    /// <summary>Lets go of the height; what would be read from then on is refused. From any thread, and any number of times.</summary>
    void Release();
}
