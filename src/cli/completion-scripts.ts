/**
 * What the shells load. Each hands the words typed so far to `kiste completion --words`, which answers one candidate a line, and lets
 * the shell complete file names where the answer is `:file`. Errors are silent: a key press is no place for a message.
 */
const bash = `# bash completion for kiste: source <(kiste completion bash)
_kiste() {
  local IFS=$'\\n' current line
  current="\${COMP_LINE:0:COMP_POINT}"
  # COMP_WORDBREAKS takes web:/path for three words; we cut the line ourselves.
  local -a words
  IFS=$' \\t\\n' read -r -a words <<< "$current"
  [[ "$current" == *[[:space:]] ]] && words+=("")
  local last="\${words[-1]}"
  COMPREPLY=()
  while IFS= read -r line; do
    case "$line" in
      :file) compopt -o filenames 2>/dev/null; IFS=$'\\n' COMPREPLY+=($(compgen -f -- "$last")) ;;
      :nospace) compopt -o nospace 2>/dev/null ;;
      *) COMPREPLY+=("$line") ;;
    esac
  done < <(kiste completion --words -- "\${words[@]:1}" 2>/dev/null)
  # What bash took for an earlier word must not be typed again.
  if [[ "$last" == *:* && "$COMP_WORDBREAKS" == *:* ]]; then
    local head="\${last%"\${last##*:}"}" index
    for index in "\${!COMPREPLY[@]}"; do COMPREPLY[index]="\${COMPREPLY[index]#"$head"}"; done
  fi
}
complete -F _kiste kiste
`

const zsh = `#compdef kiste
# zsh completion for kiste: kiste completion zsh > a directory of $fpath, named _kiste
_kiste() {
  local -a candidates
  local line nospace files
  while IFS= read -r line; do
    case "$line" in
      :file) files=1 ;;
      :nospace) nospace=1 ;;
      *) candidates+=("$line") ;;
    esac
  done < <(kiste completion --words -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if [[ -n "$nospace" ]]; then compadd -S '' -- "\${candidates[@]}"; else compadd -- "\${candidates[@]}"; fi
  [[ -n "$files" ]] && _files
  return 0
}
if [[ "$funcstack[1]" == _kiste ]]; then _kiste "$@"; else compdef _kiste kiste; fi
`

const fish = `# fish completion for kiste: kiste completion fish > ~/.config/fish/completions/kiste.fish
function __kiste_complete
  set -l words (commandline -opc) (commandline -ct)
  for line in (kiste completion --words -- $words[2..-1] 2>/dev/null)
    switch $line
      case :file
        __fish_complete_path (commandline -ct)
      case :nospace
      case '*'
        echo $line
    end
  end
end
complete -c kiste -f -a '(__kiste_complete)'
`

export const completionScripts: ReadonlyMap<string, string> = new Map([
  ['bash', bash],
  ['zsh', zsh],
  ['fish', fish],
])
