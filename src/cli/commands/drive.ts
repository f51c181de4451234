import { verb, type Noun } from '../command.ts'
import { one } from '../options.ts'

export const drive: Noun = {
  name: 'drive',
  verbs: [
    verb({
      name: 'list',
      aliases: ['ls'],
      kind: 'query',
      summary: 'The drives of this host, what is on each and how it feels',
      examples: ['kiste drive list'],
      run: async (ctx) => (await import('../verbs/drive.ts')).listDrives(ctx),
    }),
    verb({
      name: 'show',
      kind: 'query',
      summary: 'One drive: its names, what uses it, what it says of itself',
      args: { drive: one('drive', 'The drive: sda, its serial, or a path of its own', 'drive') },
      examples: ['kiste drive show sda', 'kiste drive show WD-WX12345'],
      run: async (ctx, input) => (await import('../verbs/drive.ts')).showDrive(ctx, input.drive),
    }),
  ],
}
