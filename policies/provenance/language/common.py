"""Words that say nothing about where a text came from, in English, German, French, Spanish and Dutch; without accents."""

from typing import Final


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


COMMON: Final = words("""the and for are but not you all any can had her was one our out has him his how its may new now old see two way who did get let put say she too use
    that this with have from they will would there their what about which when make like time just know take into your some could them than then only come over also back after work first well even want because these give most please thanks thank hello dear best regards kind sincerely cheers hope here very much many more been were being should does done today tomorrow yesterday week month year day days date time hours hour minutes
    looking forward soon great good morning afternoon evening confirm confirmed confirmation following information details detail question questions help need needs needed regarding below above attached request requested send sent mail email message reply call meeting order number name address account customer team invoice amount status update report file document link
    der die das und ist nicht ein eine einen einem einer mit auf fur von dem den des sich auch als wie bei nach aus wir ihr sie ich wird werden sind hat haben kann konnen nur noch schon sehr mehr uber unter bitte danke vielen dank hallo liebe lieber guten tag morgen heute gestern mit freundlichen grussen viele grusse beste herzliche gruss ihnen ihre ihren ihrer uns unser unsere mir mich dir dich dass wenn weil oder aber bis zum zur vom beim ins woche monat jahr uhr termin rechnung bestellung nummer betrag kunde kundin datei bericht
    les des une est pas que qui dans pour sur avec par plus vous nous votre vos notre nos mon mes ton tes son ses leur cette ces sont ont etre avoir fait bien tout tous tres merci bonjour bonsoir cordialement salut madame monsieur cher chere demain hier aujourd hui semaine mois annee jour heure commande facture numero montant client fichier rapport message
    los las una unos del que por para con sin sobre mas pero como esta este esto esos esas son ser estar fue han hay muy bien todo todos gracias hola saludos cordiales estimado estimada buenos buenas dias tardes manana ayer hoy semana mes ano dia hora pedido factura numero importe cliente archivo informe mensaje correo usted ustedes nosotros nuestro nuestra
    het een van voor met niet zijn naar aan ook als maar dan nog wel bij uit over door deze dit die dat wij zij jij hun ons onze uw jouw mijn hebben heeft wordt worden kan kunnen graag dank bedankt hallo beste groet groeten vriendelijke morgen vandaag gisteren week maand jaar dag uur bestelling factuur nummer bedrag klant bestand rapport bericht afspraak""")  # fmt: skip
WORDING: Final = words("""subject title body text message content note notes comment comments description reason summary detail details memo purpose caption question prompt
    topic task remark remarks explanation instructions greeting html markdown answer reply betreff nachricht text inhalt notiz kommentar beschreibung grund verwendungszweck
    objet corps contenu texte commentaire motif asunto mensaje cuerpo contenido texto nota comentario motivo onderwerp bericht inhoud opmerking reden headline agenda statement bio post tweet feedback review
    requests request wishes wish preferences instruction justification rationale symptoms observation observations remarque remarques observaciones bemerkung anmerkung hinweis wunsch""")  # fmt: skip
SENSITIVE: Final = words("""role roles permission permissions access scope scopes admin administrator owner public external visibility privilege privileges grant force all recursive permanent permanently
    override bypass skip anonymous superuser root sudo unlimited everyone anyone notify notification notifications alert alerts confirm confirmation verify verified verification require required secure
    private encrypted audit logging mfa 2fa otp dry sandbox backup safe protection protected lock locked enabled disabled autopay auto approve approved approval consent hidden delete transfer password security editor write""")  # fmt: skip
GUARDS: Final = words(
    "alarm alarms lock locks factor mfa 2fa firewall backup backups security protection guard monitoring encryption audit logging"
)
"""Flags of what keeps anything safe."""
UNSET: Final = words(
    "force all recursive permanent permanently override bypass skip anonymous superuser root sudo unlimited everyone anyone public external admin administrator delete transfer"
)
"""Flags that are harmless while they are not set."""
ENDS: Final = words("end ends finish until to stop out departure return last bis ende fin hasta tot einde")
"""In the name of a parameter: it says until when."""
EXCLUDING: Final = words(
    "without exclude excluded excludes excluding except exception exceptions omit omitted out allergy allergies allergens ohne sans sin zonder"
)
"""In the name of a parameter: it says what there is not to be."""
STANDING: Final = words("me self myself primary default current inbox own main user root / .")
OUTGOING: Final = words("web internet url urls uri http https browse browser fetch online website webhook external google bing scrape crawl ping dns endpoint api visit navigate open weblink remote download")  # fmt: skip
SECRET: Final = words("password passwort kennwort passwd pwd contrasena wachtwoord passe secret geheimnis token pin passphrase credential credentials key schluessel schlussel diagnosis diagnose diagnostic diagnostico salary gehalt salaire salario salaris codeword")  # fmt: skip
CHOICES: Final = (
    "high urgent hoch dringend eilig eleve elevee urgente hoog spoed important wichtig asap",
    "low niedrig gering faible laag",
    "normal medium standard mittel moyen normaal regular routine",
    "express expedited overnight",
    "now immediate immediately instant sofort jetzt umgehend maintenant immediatement ahora inmediatamente nu",
    "daily taglich quotidien diario dagelijks",
    "weekly wochentlich hebdomadaire semanal wekelijks",
    "monthly monatlich mensuel mensual maandelijks",
    "yearly annual jahrlich annuel anual jaarlijks annually",
    "r read reader viewer view readonly",
    "rw write editor edit",
    "vegetarian vegetarisch vegetarien vegetariano",
    "window fenster fenetre ventana raam",
    "aisle gang couloir pasillo gangpad",
    "damaged broken defective defekt kaputt beschadigt casse abime endommage roto danado defectuoso kapot beschadigd",
    "on allume encendido einschalten anschalten allumer encender",
    "off eteint apagado ausschalten abschalten eteindre apagar",
    "lost verloren perdu perdue perdido perdida verlies",
    "stolen gestohlen vole volee robado robada",
    "card karte carte tarjeta kaart kreditkarte creditcard kreditkartenzahlung",
    "cash bar bargeld especes liquide efectivo contant contanten",
    "bank_transfer transfer uberweisung virement transferencia overboeking overschrijving",
    "sms text texto",
    "whatsapp",
    "voucher gutschein tegoedbon coupon",
    "invoice rechnung facture factura factuur",
    "ticket tickets fahrkarte fahrkarten billet billets billete billetes kaartjes",
    "cheque check scheck",
    "post letter brief courrier carta",
    "business geschaftlich affaires negocios zakelijk",
    "economy",
    "morning vormittag matin morgens ochtend",
    "afternoon nachmittag middag tarde",
    "cancelled canceled cancel stornieren storniert annuler annule cancelar cancelado annuleren",
    "resolved closed close done erledigt gelost schliessen ferme resolu resuelto cerrado opgelost gesloten sluiten resolve",
    "open reopen offen ouvert abierto",
    "email mail courriel correo e-mail emailadresse mailadresse",
    "phone telefon telefonnummer telephone telefono telefoon handy mobile movil",
    "address adresse anschrift direccion adres",
    "name nom nombre naam",
    "status zustand statut estado",
)  # fmt: skip
"""Values of enumerations in several languages: a line is one meaning."""
