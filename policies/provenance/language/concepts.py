"""Words for deeds and things in English, German, French, Spanish and Dutch, so that a request and the name of a tool can be compared.

A deed or thing is a list of beginnings of words, without accents ("storn" stands for stornieren and storniere); a full stop ends a whole
word. General words only: nothing here knows a product's tools.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from policies.provenance.language.common import words

GENERAL: Final = {
    "create": """submit. submits. creat. create. creates. add. adds. put. make. makes. new. insert regist enter. record. log. save. generat draft. prepar store. set. start. open. opens. issue. place. plac. take. note.
        erstell ausstell anmeld aanmeld enrol inscrib anleg lege. leg. eintrag trag. fug. fuge. hinzu mach. mache. neu neue. setz richt eroffn notier speicher vermerk nimm. aufnehm halte.
        cree. creer ajout mets. mettre fais. faire inscri enregistr nouve ouvre note. noter prends.
        crea. crear cree. anad agreg pon. poner haz. hacer registr guard nuev abre abrir anot apunt
        maak. maken toevoeg voeg. zet. zetten nieuw registre opslaan bewaar leg. noteer open.""",
    "update": """umleit redirect redirig updat chang set. edit. edits. modif adjust. correct. fix. replac switch. renam mov. move. increas decreas rais. raise. lower. extend. upgrad downgrad swap. amend. alter. reset. mark. turn. put. adapt postpon reschedul
        ander anpass pass. aktualisier korrigier berichtig stell. stelle. setz verschieb verleg verlang umbuch erhoh senk umbenenn benenn tausch ersetz wechsel markier
        chang modifi mets. mettre corrig remplac deplac augment baiss prolong renomm marqu regl repouss avanc passez. passer.
        sube. subir suba. cambi modific actualiz corrig reemplaz muev mover aument baj renombr marc pon. ajust aplaz
        wijzig verander pas. aanpas bijwerk corrigeer vervang verplaats verschuif verzet verhoog verlaag verleng hernoem markeer zet. stel.""",
    "run": "demarr arranc run. runs. execut perform. process do. submit launch. trigger start. ausfuhr fuhr. start lanc. lance. execut ejecut inici voer. uitvoer draai",
}
SPECIFIC: Final = {
    "pay": """pay. pays. payment. payments. payout. settle. remit wire. transfer. transfers. transaction money. spend
        uitbetal uitbetaal zahl bezahl uberweis uberweise begleich auszahl anweis
        paie. paye. payer paiement regle. regler vire. virer virement vers. verse. versez. verser
        paga. pagar pague pago transfier transferir transferencia abona abonar ingresa. liquida
        betaal betalen betaling overboek overmak maak over. voldoe stort. storten""",
    "refund": "refund reimburs money-back moneyback erstatt ruckerstatt zuruckerstatt zuruckzahl rembours reembols devuelv devoluc devolver terugbetal terugstort restitu gutschr credit. credits.",
    "cancel": "cancel end. ends. stop. beend beeindig stopp stopz arret call-off stornier storno absag absagen sage. kundig abbestell annul resili decommand cancel anul annuleer annuler opzeg opzeggen zeg. afzeg afzeggen unsubscrib terminat abort. withdraw. zuruckzieh halt. halts. kill. scrap. void. abbrech herunterfahr runterfahr streich deregist unregist abmeld afmeld uitschrijf desinscri",
    "delete": """delet remov eras. erase. trash. wipe. purge. drop. destroy discard clear. bin. losch loesch entfern supprim enlev elimin borra. borrar. borre. borren. borras. quit. quita. quitar suprim verwijder wis. wissen weggooi vide. vider leer.""",
    "send": """send. sends. email. e-mail. mail. write. writes. messag. message. reply. replies. respond. answer. forward. notify. notif inform. tell. let-know text. dm. ping. post. posts. publish tweet comment. contact. remind. ask. thank. announc advertis
        send. sende. senden schick verschick schreib antwort beantwort weiterleit leit. leite. benachricht informier sag. sage. sagen teil. mitteil erinner frag. frage. bedank melde.
        envoi envoy preven ecri repond reponse transfere transmet informe. informer avert previen dis. dire demand rappel remerci
        envi mand. manda. mandar escrib respond contest reenvi avis. avisa. avisar inform notific di. dile. decir pregunt recuerd
        stuur. sturen verstuur verzend mail. schrijf antwoord beantwoord doorstuur laat-weten laat. informeer vertel zeg. herinner vraag. bedank meld.""",
    "book": """book. books. reserv schedul plan. plans. arrang invit. invite. invites. appointment organi. organiz organis rent. hire.
        buch. buche. buchen reservier vereinbar plan. plane. planen terminier lad. lade. einlad organisier ansetz setz. miete. mieten. anmiet
        reserve. reserver planifi program invite. inviter organis convi fixe. fixer prends. loue. louer. louez.
        reserv agend program planific invit. invita. invitar organiz convoc alquil
        boek. boeken reserveer plan. plannen spreek. uitnodig nodig. organiseer huur. huren.""",
    "buy": "buy. buys. order. purchas checkout. subscrib kauf. kaufe. kaufen bestell abonnier achet command. commande. commander abonne. compr. compra. comprar pide. pedir encarg suscrib koop. kopen bestel abonneer",
    "share": "share. shares. grant. give. allow. permit. expos publish. post. posts. advertis tweet. upload. teil. teile. teilen freigeb gib. gewahr veroffentlich poste. posten hochlad lad. freischalt geben. erteil partag donn. donne. accord publi. publie. publier autoris compart da. dar. conced public. publica. publicar sub. subir del. delen deel. geef. geven. verleen verlenen. publiceer plaats. upload.",
    "revoke": "revok disconnect withdraw. block. blocks. ban. lock. locks. disabl deactivat suspend. freez deny. sperr blockier deaktivier entzieh widerruf bloqu desactiv suspend revoqu retir blokk blokkeer deactiveer intrek trek.",
    "pause": "paus interrupt suspend freez unterbrech aussetz ruhen. ruhend. pausier interromp interrump onderbreek opschort congel skip. skips. auslass",
    "enable": "aufschliess entriegel deverrouill ontgrendel enabl activat unlock unblock. restor resum reactivat aktivier freischalt entsperr schalt. activ. active. activer debloqu retabl activ. activa. activar desbloqu reanud activeer schakel. deblokkeer herstel",
    "close": "close. closes. resolv finish. complet archiv. archive. schliess abschliess erledig archivier ferm. ferme. fermer clotur termin archiv cerr. cierra. cerrar resuelv complet archiv sluit. sluiten afsluit archiveer afrond",
    "assign": "assign. assigns. rout. route. escalat delegat transfer. weis. weise. zuweis zuordn ubergib eskalier attribu assign affect escalad asign deriv escal toewijz wijs. escaleer overdraag tag. tags. label. etikett etiquet",
    "approve": "aprueb grant. grants. gewahr approv confirm. accept. sign. genehmig bestatig akzeptier nimm. approuv confirm accept valid aprob confirm acept valid goedkeur keur. bevestig accepteer",
    "reject": "reject. declin refus lehn. ablehn refus declin rechaz declin weiger wijs. afwijs",
    "return": "return. returns. exchang retour umtausch rucksend devoluc renvoy zuruckschick retourn echang devuelv cambi retourneer ruil. ruilen",
    "ship": "ship. ships. deliver. dispatch. liefer versend verschick expedi livr enviar entreg verzend lever. bezorg",
    "deploy": "deploy. deploys. restart. reboot. rollback. releas scale. neustart deploy redemarr deploi reinici desplieg herstart uitrol rol.",
    "export": "export. exports. download. backup. sync. exportier herunterlad sicher. exporter telecharg sauvegard export descarg respald exporteer download.",
    "call": "call. calls. phone. dial. ruf. rufe. anruf telefonier appel. appelle. appeler telephon llam. llama. llamar bel. bellen",
    "sell": "sell. sells. trade. verkauf vend. vends. vendre vend. vende. vender verkoop",
    "remind": "remind erinner rappel recuerd recorda herinner",
    "renew": "renew. extend. prolong verlanger verlang renouvel prolong renuev renov ampli verleng vernieuw",
}  # fmt: skip
THINGS: Final = {
    "order": "order. orders. purchas bestell auftrag command pedido bestelling orden. ordenes",
    "invoice": "invoic bill. bills. rechnung factur",
    "money": "transaction. transactions money funds. fund. payment amount eur. euro usd. dollar gbp. pound chf. geld betrag zahlung argent montant paiement dinero importe pago bedrag betaling transfer. transfers. uberweis virement transferenc overboek € $ £",
    "event": "event. events. meeting. meetings. appointment calend. calendar invit termin. termine besprech treffen sitzung kalender meeting rendez reunion evenement agenda. cita. citas evento reunion afspraak vergader bijeenkomst kalender call. dinner. lunch. essen. diner. cena. almuerzo. etentje. slot.",
    "file": "file. files. document. documents. doc. docs. datei dokument fichier archivo document bestand report. bericht rapport informe rapport folder ordner dossier carpeta map.",
    "person": "user. users. account. accounts. customer client. member. employee. patient contact. contacts. people. person. nutzer benutz konto kunde mitarbeit kontakt utilisat compte client. membre employe contact. usuario cuenta cliente miembro emplead contacto gebruik account. klant medewerk contactpers profile. profil perfil profiel",
    "mail": "mail. mails. email. emails. e-mail. e-mails. message. messages. inbox. letter. nachricht post. brief. courriel messag. courrier correo mensaje bericht. berichten mailtje reply. answer. text. sms. chat. channel. kanal canal kanaal slack. dm. word. thread. note. conversation.",
    "ticket": "ticket. tickets. case. cases. issue. issues. incident bug. vorgang anfrage fall. storung demande. incid solicitud zaak. melding storing",
    "subscription": "subscript plan. contract membership. abo. abonn vertrag tarif contrat suscrip contrato lidmaatschap contract.",
    "booking": "booking. bookings. reservat reservier buchung reserv boeking flight. flug. vol. vuelo vlucht hotel. room. rooms. zimmer. chambre habitacion kamer table. tisch. mesa. tafel. trip. reise. voyage. viaje. reis. seat. ticket. train. zug. restaurant",
    "address": "address adress adresse direccion adres anschrift street. strasse rue. calle. straat",
    "task": "task. tasks. todo. to-do reminder. aufgabe erinner tache rappel tarea recordator taak. taken. herinner list. liste. lista. lijst.",
    "product": "product item. items. article artikel produkt articul produit producto cart. warenkorb panier carrito winkelwagen stock. inventory lager.",
    "parcel": "parcel package. packag shipment delivery paket sendung lieferung colis livraison paquete entrega envio pakket zending levering",
    "access": "access permission role. roles. right. rights. zugriff recht. rechte berechtig zugang acces droit. droits permis acceso permiso derecho rol. toegang recht. rechten password passwor kennwort passe. contrasena wachtwoord key. schlussel",
    "server": "server. servers. servic instance. instances. cluster. machine. host. rechner deployment dienst. serveur servidor service.",
    "post": "post. posts. tweet. comment. comments. beitrag kommentar publication comment publica comentari reactie",
    "page": "page. pages. site. website. web. seite. webseite pagina sitio",
    "appliance": "light. lights. lamp thermostat heating device. door. licht heizung gerat tur. lumiere chauffage appareil porte luz. calefac dispositiv puerta verwarming apparaat deur",
    "meter": "meter. meters. reading. readings. zahler. zahlerstand zahlernummer compteur releve. contador lectura. meterstand watermeter gasmeter tellerstand",
    "medicine": "prescription medicat medicin refill rezept medikament ordonnance medicament receta medicament recept medicijn",
}  # fmt: skip
DECIDING: Final = frozenset(("cancel", "delete", "refund", "revoke", "reject", "close", "approve", "share", "sell"))
"""Ends, takes away, gives away or decides: never meant by a word that says nothing of it."""
NOT: Final = words(
    "not never don't dont do-not without no cannot nicht nie kein keine keinen keinem niemals ohne pas jamais aucun aucune sans nunca ni sin jamas niet nooit geen zonder except außer sauf excepto salvo behalve statt instead rather"
)
WISH: Final = words("""make do want wants like need issue initiate request get give submit bitte mach mache möchte moechte will wollen brauche veranlasse führe gib hätte faire
    fais faites voudrais veux besoin svp merci plaît effectue demande haz hacer haga quiero quisiera necesito favor solicito pido doe doen wil graag maak nodig verzoek let's willen""")  # fmt: skip
_WEAK: Final = (
    "ed",
    "ung",
    "ungen",
    "ment",
    "ments",
    "ion",
    "ions",
    "iones",
    "ado",
    "ada",
    "ados",
    "adas",
    "ido",
    "ida",
    "iert",
    "ahlt",
    "aald",
    "ing",
    "ings",
    "ling",
    "lingen",
    "keur",
    "money",
)
_NOUNS: Final = words("""email mails sms invoice reminder contact phone booking reservation appointment e-mail mail message messages text order orders post posts plan plans book books log note notes record transfer transfers answer reply replies return returns call calls contact
    transaction release label labels tag tags payment payments payout antwort frage bestellung rappel demande pago pagos envio pedido compra vraag antwoord bestelling commande label credit
    credits sign close address upload download backup ship ping share shares schedule appointment rent hire bin new open set settle process start placement issue storno money neu neue nuevo nueva nieuw
    end ends stop clear correct korrekt complete lower drop teil stelle record fix lange ban mande trade exchange text post public text bills reserve réserve termin reponse réponse""")  # fmt: skip


_NAMES: Final = words(
    "email mail mails message messages sms order orders post posts plan plans book log note contact user invoice reminder payment payments transaction refund credit record call calls event invite text label tag comment tweet"
)


IDIOMS: Final = {
    tuple(told.split()): deed
    for deed, line in {
        "share": "go live;goes live;put online;online stellen;mettre en ligne;poner en línea;online zetten",
        "delete": "get rid of;do away with;quitarme de",
        "cancel": "call off;called off;give notice;de baja;opt out;mettre fin;mettez fin;een einde;off the list;van de lijst;pull out;no longer need;don't need anymore",
        "send": "drop a line;drop her a line;drop him a line;drop them a line;heads up;bescheid geben;bescheid sagen",
        "book": "block an hour;block out;pencil in",
        "pause": "on hold;a break;ruhen lassen;auf eis;en pause;en pausa;op pauze;in de wacht",
        "approve": "go ahead;green light;d'accord pour;good to go;grünes licht;ga akkoord;de acuerdo con;einverstanden mit",
        "update": "make it;make that;go up;go down;go from",
        "create": "sign up;sign me up;sign us up;put down;put me down;put us down;on file;trag ein;apuntar a",
    }.items()
    for told in line.split(";")
}
"""Words that are a deed together only, whatever each is by itself."""
IDIOM_STARTS: Final = frozenset(told[0] for told in IDIOMS)


def _split(told: str) -> tuple[frozenset[str], tuple[str, ...]]:
    all_words = told.split()
    whole = frozenset(one[:-1] for one in all_words if one.endswith("."))
    return whole, tuple(one for one in all_words if not one.endswith("."))


_DEEDS: Final = {name: _split(words) for name, words in {**GENERAL, **SPECIFIC}.items()}
_ENDS: Final = {name: tuple(one.rstrip(".") for one in words.split() if len(one) > 6) for name, words in THINGS.items()}
_THINGS: Final = {name: _split(words) for name, words in THINGS.items()}


@lru_cache(maxsize=8192)
def deeds(word: str) -> frozenset[str]:
    """Concepts of deeds that a bare, lower-case word may stand for; "virez" is virer."""
    found = _named(word, _DEEDS)
    if not found and word.endswith("ez") and len(word) > 4:
        return _named(f"{word[:-2]}er", _DEEDS)
    if not found and word.startswith(("nach", "zu")) and word.endswith(("en", "ung")):
        return _named(word.removeprefix("nach").removeprefix("zu"), _DEEDS)  # "nachsenden" is senden
    return found


@lru_cache(maxsize=8192)
def things(word: str) -> frozenset[str]:
    """Things that a word names, also as the end of a compound ("Dauerauftrag")."""
    return _named(word, _THINGS) or frozenset(name for name, ends in _ENDS.items() if word.endswith(ends))


def _named(word: str, table: dict[str, tuple[frozenset[str], tuple[str, ...]]]) -> frozenset[str]:
    return frozenset(name for name, (whole, starts) in table.items() if word in whole or word.startswith(starts))


def idioms(told: Sequence[str]) -> frozenset[str]:
    """Deeds of words that are one together only: "put it on hold" pauses."""
    starts = [place for place, one in enumerate(told) if one in IDIOM_STARTS]
    found = {deed for place in starts for words_, deed in IDIOMS.items() if tuple(told[place : place + len(words_)]) == words_}
    return frozenset(found | {"cancel"}) if "delete" in found else frozenset(found)  # one gets rid of an order by cancelling it


def is_noun(word: str) -> bool:
    """Whether the word in the name of a tool is rather a thing than a deed."""
    return word in _NAMES or (len(word) > 5 and word.endswith(("ment", "tion", "ation", "ing", "ung", "ungen", "cion")))


def is_weak(word: str) -> bool:
    """A noun or a participle: it may speak of the deed without asking for it."""
    return word in _NOUNS or (len(word) > 5 and word.endswith(_WEAK))


AWAY_WITH: Final = words("off out away")


def takes_away(told: Sequence[str]) -> bool:
    """Whether what stands behind "take" takes something away: "take it off", not "take it straight away"."""
    return any(one in AWAY_WITH and before not in ("straight", "right") for before, one in pairwise(("", *told)))
