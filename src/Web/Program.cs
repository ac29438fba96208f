using AkashChat.Infrastructure.Gateway;
using AkashChat.Web.Commands;

// Before anything opens a socket.
InlineSockets.Prepare();
return await AkashChatCommand.RunAsync(args, CancellationToken.None);
