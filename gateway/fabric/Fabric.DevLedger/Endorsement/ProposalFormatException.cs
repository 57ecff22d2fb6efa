namespace Fabric.DevLedger.Endorsement;

/// <summary>A proposal cannot be taken apart; the message is a Fabric peer's.</summary>
internal sealed class ProposalFormatException(string message) : Exception(message);
