using Insurance.Gateway.Host;

return await GatewayProgram.RunAsync(args);
