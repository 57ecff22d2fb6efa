using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Insurance.Gateway.Host;

/// <summary>Says why the gateway could not listen.</summary>
internal static class Listening
{
    public static Finding? Failure(Exception error) => error switch
    {
        { InnerException: AddressInUseException } => Finding.Fatal(
            "PORT_IN_USE", $"{Sentence(error)} End the process that listens there, or choose another port in Gateway:Listen, or for the holder's page in Gateway:Holders:Listen."),
        SocketException => Finding.Fatal("LISTEN_FAILED", $"Gateway:Listen or Gateway:Holders:Listen cannot be used: {Sentence(error)}"),
        _ => null,
    };

    private static string Sentence(Exception error) => error.Message.EndsWith('.') ? error.Message : error.Message + ".";
}
