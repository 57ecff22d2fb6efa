using Insurance.Gateway.Hosting;

return await GatewayProgram.RunAsync(args);
