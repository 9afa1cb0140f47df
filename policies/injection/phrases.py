"""Orders to a machine in twelve languages: weight, code, pattern. General wordings only."""

from typing import Final

PHRASES: Final[tuple[tuple[float, str, str], ...]] = (
    (0.9, "ignore_instructions", r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:previous|prior|above|earlier|all|your|the|any|system)\b.{0,30}\b(?:instructions?|prompts?|rules?|polic(?:y|ies)|guidelines?|directions?)\b"),
    (0.9, "ignore_instructions", r"\b(?:ignorier\w*|vergiss|vergessen sie|missachte\w*|überschreib\w*)\b.{0,50}\b(?:anweisung\w*|instruktion\w*|regeln?|vorgaben?|prompt\w*|richtlinien?)\b"),
    (0.9, "ignore_instructions", r"\b(?:ignor\w+|oubli\w+|ne tiens? pas compte|ne tenez pas compte)\b.{0,50}\b(?:instructions?|consignes?|règles?|directives?)\b"),
    (0.9, "ignore_instructions", r"\b(?:ignor\w+|olvid\w+|descart\w+)\b.{0,50}\b(?:instrucciones|instrucción|reglas|directrices|indicaciones)\b"),
    (0.9, "ignore_instructions", r"\b(?:ignor\w+|dimentic\w+|trascur\w+)\b.{0,50}\b(?:istruzioni|regole|direttive|indicazioni)\b"),
    (0.9, "ignore_instructions", r"\b(?:ignor\w+|esque[cç]\w+|desconsider\w+)\b.{0,50}\b(?:instruções|regras|diretrizes|orientações)\b"),
    (0.9, "ignore_instructions", r"\b(?:negeer|vergeet|sla)\b.{0,50}\b(?:instructies?|regels?|aanwijzingen|richtlijnen)\b"),
    (0.9, "ignore_instructions", r"\b(?:zignoruj\w*|ignoruj\w*|zapomnij\w*|pomiń)\b.{0,50}\b(?:instrukcj\w*|polece\w*|zasad\w*|wytyczn\w*)\b"),
    (0.9, "ignore_instructions", r"\b(?:ignorera|glöm|bortse från)\b.{0,50}\b(?:instruktion\w*|regler\w*|anvisning\w*)\b"),
    (0.9, "ignore_instructions", r"\b(?:ignorer|glem|se bort fra)\b.{0,50}\b(?:instruktion\w*|regler\w*|anvisning\w*)\b"),
    (0.9, "ignore_instructions", r"\b(?:talimat\w*|kural\w*|yönerge\w*)\b.{0,50}\b(?:yok say|görmezden gel|unut)\w*"),
    (0.9, "ignore_instructions", r"\b(?:игнорируй\w*|проигнорируй\w*|забудь\w*|не обращай\w* внимания)\b.{0,50}\b(?:инструкци\w*|указани\w*|правил\w*)"),
    (0.7, "new_role", r"\b(?:you are now|from now on you|act as|pretend (?:to be|you)|roleplay as|enter (?:developer|debug|admin|god) mode|developer mode|jailbreak|dan mode)\b"),
    (0.7, "new_role", r"\b(?:du bist (?:jetzt|nun|ab sofort)|sie sind (?:jetzt|nun) ein|verhalte dich (?:wie|als)|tu so, als|ab jetzt bist du)\b"),
    (0.7, "new_role", r"\b(?:tu es (?:maintenant|désormais)|agis comme|fais comme si|ahora eres|actúa como|sei ora|agisci come|agora (?:você é|és)|aja como|je bent nu|gedraag je als|jesteś teraz|udawaj|du är nu|låtsas att|du er nu|artık sen|ты теперь|вы теперь|веди себя как)\b"),
    (0.8, "asks_for_prompt", r"\b(?:reveal|show|print|repeat|output|tell me|send)\b.{0,40}\b(?:system prompt|hidden prompt|initial instructions|your instructions|api key|secret key)\b"),
    (0.8, "asks_for_prompt", r"\b(?:zeig\w*|gib|nenn\w*|wiederhol\w*|affiche|montre|muestra|mostra\w*|toon|pokaż|visa|vis|göster|покажи)\b.{0,40}\b(?:system-?prompt|systemprompt|systemanweisung\w*|prompt système|prompt del sistema|prompt di sistema)\b"),
    (0.8, "false_approval", r"\b(?:already|pre-?|has been|was) ?approved by (?:the )?(?:manager|supervisor|admin|reviewer|compliance|owner)\b|\b(?:no|without) (?:human )?(?:review|approval) (?:is )?(?:needed|required|necessary)\b|\bauto-?approve\b"),
    (0.8, "false_approval", r"\bbereits (?:vom \w+ )?(?:genehmigt|freigegeben)\b.{0,60}\b(?:sofort|ohne prüfung|automatisch)\b|\bohne (?:weitere )?(?:prüfung|freigabe) (?:senden|auszahlen|überweisen)\b"),
    (0.8, "speaks_to_machine", r"\b(?:note|message|instructions?|attention|important)\b.{0,20}\b(?:to|for)\b.{0,12}\b(?:the )?(?:ai|llm|language model|assistant|agent|chat ?bot|model|automated system)\b"),
    (0.8, "speaks_to_machine", r"\b(?:hinweis|nachricht|anweisung|achtung)\b.{0,20}\b(?:an|für)\b.{0,12}\b(?:die ki|das ki|den assistenten|das sprachmodell|den agenten|den bot)\b"),
    (0.7, "speaks_to_machine", r"\b(?:as an ai|if you are an? (?:ai|llm|language model|bot)|when (?:processing|summari[sz]ing|reading) this (?:mail|e-?mail|message|document)|dear (?:ai|assistant|chatbot|bot))\b"),
    (0.7, "speaks_to_machine", r"\b(?:to|for) you,? the (?:ai|model|assistant|agent|llm|bot)\b|\bbefore you (?:can )?(?:solve|finish|complete|continue|answer|do)\b.{0,60}\b(?:first|must|have to|need to|please)\b"),
    (0.7, "speaks_to_machine", r"\b(?:bevor du|avant de|antes de|voordat je)\b.{0,60}\b(?:zuerst|musst du|d'abord|dois|primero|debes|eerst|moet je)\b"),
    (0.8, "role_marks", r"<\|?(?:im_start|im_end|system|assistant|endoftext)\|?>|^[^\S\n]*(?:system|assistant|developer)\s*:\s|\[/?(?:INST|SYS)\]|<<SYS>>|###\s*(?:system|instruction|assistant)\b|</?(?:customer_message|passages|untrusted)[^>]{0,500}>"),
    (0.6, "orders_tool", r"\b(?:call|invoke|execute|run|use) (?:the )?(?:\w+ )?(?:tool|function|api|endpoint|command)\b.{0,60}\b(?:with|to|and)\b"),
    (0.7, "orders_send", r"\b(?:forward|send|bcc|e-?mail|exfiltrate|upload)\b.{0,50}\b(?:all|every|entire|complete|customer)\b.{0,40}\b(?:data|records?|conversations?|e-?mails?|database|customers?|history)\b.{0,30}\bto\b"),
)  # fmt: skip
