# amflow completion: fish asks amflow itself
function __amflow_words
    set -l before (commandline -opc)
    set -l current (commandline -ct)
    set -l answers (command amflow completion words fish $before[2..-1] "$current" 2>/dev/null)
    if string match -q '__files__*' -- $answers
        __fish_complete_path "$current"
    else
        printf '%s\n' $answers
    end
end
complete -c amflow -f -a '(__amflow_words)'
