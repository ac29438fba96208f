using AkashChat.Web.Commands;

return await AkashChatCommand.RunAsync(args, CancellationToken.None);
