import { verb, type Noun } from '../command.ts'
import { one } from '../options.ts'

export const completion: Noun = {
  name: 'completion',
  verbs: [
    verb({
      name: 'completion',
      kind: 'plain',
      summary: 'Print a script that completes commands and names in bash, zsh or fish',
      details:
        'The script asks this command (kiste completion --words -- WORDS …), so that the names of VMs, images and jobs are those of now.',
      args: { shell: one('shell', 'bash, zsh or fish', ['bash', 'zsh', 'fish']) },
      examples: [
        'source <(kiste completion bash)',
        'kiste completion zsh > ~/.zfunc/_kiste',
        'kiste completion fish > ~/.config/fish/completions/kiste.fish',
      ],
      run: async (ctx, { shell }) => (await import('../verbs/completion.ts')).printScript(ctx, shell),
    }),
  ],
}
