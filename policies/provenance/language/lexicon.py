"""Everyday words of services in five languages, a meaning a line: a tool is described in one language and its people write in another.

Beginnings of words without accents; a full stop ends a whole word. Only words of one plain meaning stand here, and none that a tool is known by: what a line holds is one
word said in English, German, French, Spanish or Dutch, as the two languages of a dictionary hold it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

_VERBS: Final = """
translat ubersetz tradui traduc vertaal vertal
print. prints. printing drucke. drucken ausdruck imprim afdruk
lend. lends. lending verleih ausleih uitleen prestar. preter.
store. stores. storing einlager lagern. stocker. stocke. stockez. entrepos almacen opslaan. opslag.
repair reparier reparatur reparer. reparez. repare. reparation reparar. reparacion repareer reparatie arregl
clean. cleans. cleaning reinig. reinige. reinigen reinigung putzen. nettoy limpiar. limpie. limpieza schoonmak
collect. collects. collection abhol recuperer. recoger. recoja. recogida ophal afhal ophaal afhaal
assign. assigns. assigned assignment zuweis zuteil einteil attribu affecter. affectez. asign toewijz toewijs
enrol enroll registers. register. registration anmeld einschreib inscri inscrib matricul inschrij aanmeld
deregist unregist abmeld desinscri afmeld uitschrij
lock. locks. abschliess zusperr verrouill vergrendel
unlock aufschliess aufsperr deverrouill ontgrendel
merge. merges. merging zusammenfuhr zusammenleg fusionn fusionar samenvoeg
split. splits. aufteil diviser. divisez. dividir. opsplits
attach. attaches. anhang. beifug joindre. joignez. adjunt bijvoeg
raise. raises. increas erhoh augment. aument verhoog anheb
lower. lowers. reduc decreas senk. senke. senken absenk verringer redui baisser. baissez. bajar. verlaag
extend. extends. extension prolong verlanger prorrog verleng
shorten verkurz raccourc acort verkort
complain. complains. complaint beschwer reklamier reklamation reclamar. reclame. reclamation klacht quej
waive. waives. forgive. forgives. erlassen. erlasst. erlass. exoner condon perdonar. kwijtscheld kwijt.
hold. holds. zurucklege zurucklegen freihalt vormerk retenir. retenez. apartar. vasthoud
feed. feeds. feeding futter. futtere. futtern futterung nourri alimentar. voeren. voeding
irrigat bewasser arroser. arrosez. arrose. arrosage regar. riegue. riego bewater beregen
heat. heats. heating heize. heizen. heizung chauff calent calefac verwarm
vaccin impf. impfe. impfen impfung vacun inent
treat. treats. treatment behandl traiter. traitez. traitement tratar. tratamiento behandel
discharg entlassen. entlassung ontslag
sign. signs. unterschreib unterzeichn signer. signez. firmar. firme. onderteken
tow. tows. towing abschlepp remorqu remolc wegslep
park. parks. parking parke. parken. parkplatz garer. stationn aparc estacion parkeer
sow. sows. sowing saen. aussaat semer. semez. sembr zaai zaaien
harvest ernte. ernten. recolt cosech oogst
spray. sprays. spraying spritze. spritzen. pulveris fumig spuit. spuiten
adopt. adopts. adoption adoptier vermitteln vermittlung adopter. adoptar. adopteer adoptie
release. releases. freigeb freigabe liberer. liberez. liberar. vrijgev vrijgeef
escalat eskalier escalad escaleer
replac ersetz. ersetze. ersetzen austausch remplac reemplaz sustitu vervang
swap. swaps. exchang tauschen. tausche. umtausch echang intercambi ruil. ruilen omruil
restor wiederherstell restaur terugzet
copy. copies. duplicat kopier copier. copiez. copiar. kopieer
renam umbenenn renomm renombr hernoem
hide. hides. ausblend verstecke masquer. masquez. ocult verberg
mute. mutes. stummschalt silenci dempen
transfer. transfers. verlegen. verlegt. verlege. uberfuhr transferer. transferez. trasladar. traslade. traslado overplaats
publish veroffentlich publier. publiez. publicar. publique. publiceer
install. installs. installier installer. installez. instalar. instale. installeer
uninstall deinstall desinstall desinstal
inspect. inspects. inspection inspizier inspecter. inspeccion inspecteer keuring
donat spenden. spende. donar. doneer donatie donacion
invoic fakturier abrechn facturer. facturez. facturar. factureer
discount rabatt remise. descuent korting
mark. marks. markier marquer. marquez. marcar. marque. markeer
weigh. weighs. wiegen. peser. pesez. pesar. wegen.
measur messen. messung mesur medir. mida. meten. meting
rent. rents. renting mieten. miete. louer. louez. alquil huren. huur.
warn. warns. warnen. avertir. avertissez. advertir. waarschuw
promot beforder promouv promov bevorder
postpon verschieb reporter. reportez. repouss aplaz uitstel verschuif
shift. shifts. verlegen. verlege. deplac desplaz verplaats
switch-on einschalt anschalt allum encend encien inschakel aanzet
switch-off ausschalt abschalt eteindre. eteignez. eteins. apagar. apaga. apague. uitschakel uitzet
load. loads. loading beladen. verladen. charger. chargez. cargar. cargue. laden.
unload entladen. ausladen. decharg descarg lossen.
pack. packs. packing packen. einpack emball empaquet inpakken.
deliver. delivers. delivery liefern. liefere. lieferung livrer. livrez. livraison entregar. entregue. entrega lever. leveren. bezorg
order. orders. bestell commander. commandez. commande. pedir. pida. pedido encarg
pause. pauses. aussetz unterbrech unterbrich interromp interrump pausar. onderbreek
report. reports. reporting melden. melde. meldung signaler. signalez. declarer. declarez. avisar. informar. melding
apply. applies. application beantrag demander. solicitar. solicite. solicitud aanvra
enter. enters. eintrag erfass saisir. saisissez. introduci anotar. anote. invoer
note. notes. notier vermerk noter. notez. apunt. apunta. apunte. noteer
"""
_NOUNS: Final = """
dog. dogs. hund. hunde. hunden. hundes. hunde chien. chiens. perro. perros. perra. hond. honden.
cat. cats. katze. katzen. kater. gato. gatos. gata. poes.
horse. horses. pferd. pferde. pferdes. cheval. chevaux. caballo. caballos. paard. paarden.
animal. animals. tier. tiere. tieres. animaux. animales. dier. dieren.
child. children. kind. kinder. kindes. enfant. enfants. nino. nina. ninos. hijo. hija. kinderen.
pupil. pupils. student. students. schuler. schulerin. eleve. eleves. alumn leerling
teacher. teachers. lehrer. lehrerin. enseignant professeur profesor profesora maestra leraar docent
class. classes. klasse. klassen. classe. clase. clases. klas.
lesson. lessons. unterricht unterrichtsstunde leccion lesuur
absence. absences. absent. abwesen fehlzeit ausencia ausente afwezig
job. jobs. auftrag. auftrage. werkorder opdracht. opdrachten. trabajo. trabajos.
guest. guests. gast. gaste. gasten. invites. huesped invitados comensal convive convives
seat. seats. sitzplatz sitzplatze siege. sieges. asiento asientos zitplaats stoel.
table. tables. tisch. tische. mesa. mesas. tafel.
meal. meals. mahlzeit repas. comida. comidas. maaltijd
breakfast fruhstuck petit-dejeuner desayuno ontbijt
dish. dishes. gericht. gerichte. plato. platos. gerecht
kitchen kuche cuisine cocina keuken
recipe. recipes. rezept. rezepte. recette receta. recetas. recept.
key. keys. schlussel cle. cles. clef. llave. llaves. sleutel
door. doors. tur. turen. porte. puerta deur.
window. windows. fenster fenetre ventana raam.
garden. gardens. garten. jardin tuin.
car. cars. vehicle. vehicles. auto. autos. wagen. fahrzeug voiture vehicule coche. vehiculo voertuig
bike. bikes. bicycle fahrrad velo. bicicleta fiets
tyre. tyres. tire. tires. reifen pneu. pneus. neumatico banden.
plate. plates. kennzeichen plaque. matricula kenteken
language. languages. sprache langue. langues. idioma. idiomas. taal. talen.
form. forms. formular formulaire formulario formulier
photo. photos. foto. fotos. foto's picture. pictures. bild. bilder.
doctor. doctors. physician arzt. arztin. arzte. medecin medico. medica. arts.
diet. diets. diat. ernahrung regime. dieta. dieet.
allerg alerg
salary. salaries. gehalt. gehalter. lohn. salaire. sueldo. salario. salaris. loon.
leave. vacation. holiday. holidays. urlaub conge. conges. vacaciones vakantie verlof
shift. shifts. schicht. schichten. turno. turnos. ploegendienst
expense. expenses. spesen auslagen gasto. gastos. onkosten
fine. fines. bussgeld busse. amende. multa. multas. boete. boetes.
fee. fees. gebuhr tarifa. tarifas. honorair
deposit. deposits. kaution. caution. fianza. borg. borgsom
damage. damages. damaged. schaden. schadens. dommage degat degats dano. danos. schade.
loan. loans. ausleihe. darlehen emprunt prestamo lening
book. books. buch. bucher. livre. livres. libro. libros. boek. boeken.
card. cards. karte. karten. tarjeta tarjetas kaart. kaarten.
member. members. membership mitglied mitglieds membre. membres. miembro. socio. socia. socios. lid. leden.
show. shows. performance. performances. vorstellung auffuhrung spectacle representation funcion. funciones. voorstelling
field. fields. feld. felder. champ. champs. parcelle campo. campos. parcela. veld. akker.
greenhouse gewachshaus serre. serres. invernadero. broeikas
crop. crops. kultur. kulturen. cultivo. cultivos. gewas
pallet. pallets. palette. paletten. palettes. palet. palets.
truck. trucks. lorry. lkw. camion. camiones. vrachtwagen
driver. drivers. fahrer. fahrerin. chauffeur. conducteur conductor. bestuurder
warehouse lagerhaus entrepot almacen. magazijn
quantity. quantities. menge. mengen. quantite cantidad hoeveelheid aantal
colour. colours. color. colors. farbe. couleur kleur.
price. prices. preis. preise. prix. precio. precios. prijs. prijzen.
newspaper. newspapers. zeitung journal. journaux. periodico. krant.
luggage. baggage. gepack. bagage. bagages. equipaje
temperature temperatur temperatura temperatuur
group. groups. gruppe. groupe. groupes. grupo. grupos. groep. groepen.
project. projects. projekt projet. projets. proyecto
deadline. deadlines. frist. fristen. delai. delais. plazo. plazos. termijn
priority. priorities. prioritat priorite prioridad prioriteit
removal. umzug. umzuge. umzugs demenagement mudanza verhuizing verhuis
helper. helpers. helfer. helferin. ayudante. hulp. hulpkracht
voucher. vouchers. gutschein. gutscheine. vale. vales. cadeaubon
waste. rubbish. mull. abfall. dechets. basura. afval.
permit. permits. permission. genehmigung. permis. permiso. permisos. vergunning
tax. taxes. steuer. steuern. impot. impots. impuesto impuestos belasting
certificate. certificates. bescheinigung urkunde certificat certificats certificado attest.
passport. passports. reisepass passeport pasaporte paspoort
instalment. installment. abschlag. abschlage. mensualite. cuota. cuotas. termijnbedrag
trainer. trainers. coach. trainerin. entraineur entrenador entrenadora
court. courts. pitch. spielfeld terrain. pista. pistas. baan.
boat. boats. boot. boote. bateau. bateaux. barco. barcos. boten.
cabin. cabins. hutte. hutten. cabane. cabana. hut. hutje.
tent. tents. zelt. zelte. tente. tienda. tenten.
bed. beds. bett. betten. cama. camas. bedden.
ward. wards. station. stationen. sala. salas. afdeling
medicine. medicines. medikament medicament medicamento medicijn
blood. blut. sang. sangre. bloed.
water. wasser. eau. agua. watergebruik
electricity. strom. electricite electricidad elektriciteit
waiting-list warteliste wartelisten wachtlijst liste-d'attente
stock. stocks. bestand. vorrat. existencias voorraad
tool. tools. werkzeug outil. outils. herramienta gereedschap
machine. machines. maschine. maschinen. maquina. maquinas.
pipe. pipes. rohr. rohre. tuyau tuberia. leiding.
roof. roofs. dach. toit. tejado. dak.
wall. walls. wand. mauer. mur. pared. muur.
floor. floors. boden. etage. stockwerk. piso. suelo. vloer. verdieping
lift. lifts. elevator. aufzug. fahrstuhl ascenseur ascensor
grave. graves. grab. graber. tombe. tumba. graf.
choir. chor. choeur. coro. koor.
rehearsal. rehearsals. probe. proben. repetition. ensayo. ensayos. repetitie
course. courses. kurs. kurse. curso. cursos. cursus.
exam. exams. prufung examen. examenes. tentamen
grade. grades. notes. calificacion cijfer. cijfers.
newsletter newsletters nieuwsbrief rundbrief infolettre boletin. boletines.
password. passwords. passwort passworter kennwort contrasena wachtwoord
receipt. receipts. quittung beleg. belege. justificatif justificante bonnetje bonnetjes kassenbon
reminder. reminders. mahnung zahlungserinnerung recordatorio herinnering
complaint. complaints. beschwerde reklamation reclamation queja. quejas. klacht klachten
schadenfall schadensfall schadenmeldung sinistre. sinistres. siniestro schadeclaim
estimate. estimates. angebot. angebote. kostenvoranschlag devis. presupuesto offerte. offertes.
kontoauszug kontoauszuge extracto. extractos. rekeningafschrift afschrift
lastschrift prelevement domiciliacion incasso
transfer. transfers. uberweis virement transferencia overschrijving
savings. sparkonto ersparnisse epargne ahorros ahorro. spaarrekening
limit. limits. plafond limite. limites. limiet
balance. balances. kontostand saldo.
fridge. kuhlschrank refrigerateur frigo nevera frigorifico koelkast
heating. heater. heaters. heizung chauffage calefaccion verwarming
lights. lamp. lamps. licht. lampe. lampen. lumiere lumieres luz. luces. lampara verlichting
blind. blinds. shutter. shutters. rollladen rolladen jalousie. volet. volets. persiana rolluik rolgordijn
alarm. alarms. alarmanlage alarme. alarmes. alarma. alarmas.
pump. pumps. pumpe. pumpen. pompe. pompes. bomba. bombas. pomp. pompen.
plug. plugs. socket. sockets. steckdose enchufe stopcontact
leak. leaks. leck. lecks. fuite. fuites. fuga. fugas. lekkage
boiler. boilers. heizkessel chaudiere caldera. calderas. cv-ketel
lock. locks. schloss. schlosser. serrure. cerradura
parking. parkplatz stellplatz stationnement aparcamiento parkeerplaats parkeerplek
garage. garages. cochera.
desk. desks. schreibtisch bureau. escritorio bureaus.
visitor. visitors. besucher visiteur visiteurs visitante bezoeker bezoekers
employee. employees. mitarbeiter angestellt employe. employes. empleado empleada empleados medewerker medewerkers
colleague. colleagues. kollege kollegin kollegen collegue colega. colegas. collega
supplier. suppliers. lieferant fournisseur proveedor leverancier
customer. customers. kunde. kunden. kundin. cliente. clientes. klant. klanten.
patient. patients. patientin. paciente. pacientes. patienten.
prescription. prescriptions. ordonnance herhaalrecept
vaccination. vaccinations. vaccine. jab. jabs. impfung vaccin vacuna. vacunas. inenting
blutabnahme blutprobe bloedonderzoek
dentist. zahnarzt dentiste dentista tandarts
insurance. insurances. versicherung assurance. assurances. poliza polizas verzekering
beneficiary beneficiaries begunstigt bezugsberecht beneficiaire beneficiario
accident. accidents. unfall. unfalle. accidente ongeval ongeluk
theft. thefts. diebstahl. robos. diefstal
flight. flights. flug. fluge. vuelo. vuelos. vlucht. vluchten.
train. trains. zug. zuge. tren. trenes. trein. treinen.
bahnhof gare. gares. estacion
hotelzimmer chambre. chambres. habitacion hotelkamer
pillow. pillows. kissen. oreiller almohada kussen. kussens.
towel. towels. handtuch handtucher serviette. serviettes. toalla. toallas. handdoek
wheelchair. wheelchairs. rollstuhl rolstoel
pram. pushchair. kinderwagen poussette cochecito
cot. crib. kinderbett babybett cuna. kinderbedje
pickup. abholung enlevement recogida ophaling
label. labels. etikett etiquette etiqueta verzendlabel
karton kartons schachtel carton. cartons. caja. cajas. doos.
tinte. encre. tinta. inkt.
printer. printers. drucker imprimante impresora
screen. screens. monitor. monitors. bildschirm ecran. ecrans. pantalla beeldscherm
phone. phones. mobile. handy. mobiltelefon portable. portables. movil. moviles. mobieltje
laptop. laptops. notebook. ordinateur
roaming. itinerance itinerancia
rechnungsadresse factuuradres
lieferadresse afleveradres
discount. discounts. rabatt reduction. descuento korting
coupon. coupons. gutscheincode cupon. cupones.
basket. baskets. warenkorb panier. paniers. carrito cesta. winkelmandje winkelwagen
einkaufsliste einkaufszettel boodschappenlijst
milk. milch. lait. leche. melk.
bread. brot. brote. brood.
school. schools. schule. schulen. ecole. ecoles. escuela. colegio. scholen.
daycare. nursery. kita. kindergarten. creche. creches. guarderia kinderopvang
library. libraries. bibliothek bibliotheque biblioteca bibliotheek
swimming. schwimmbad piscine. piscina. zwembad
waiter. kellner serveur. camarero ober.
terrace. patio. terrasse. terraza. terras.
candle. candles. kerze. kerzen. bougie. vela. velas. kaars.
cleaning. reinigung nettoyage limpieza schoonmaak
plumber. klempner plombier fontanero loodgieter
electrician. elektriker electricien electricista elektricien
tenant. tenants. mieter mieterin locataire locataires inquilino inquilina huurder
landlord. vermieter proprietaire casero. verhuurder
miete. mieten. loyer. loyers. alquiler. huur. huurprijs
zahlerstand meterstand
abwesenheitsnotiz afwezigheidsbericht
mailbox. mailboxes. postfach buzon. buzones. postvak
folder. folders. ordner. dossier. dossiers. carpeta. carpetas.
backup. backups. sicherung sicherungen sauvegarde respaldo reservekopie
"""


def _read(lines: str) -> tuple[dict[str, frozenset[int]], dict[str, list[tuple[str, int]]]]:
    """Whole words by their meanings, and beginnings of words by their first letters."""
    whole: dict[str, set[int]] = {}
    starts: dict[str, list[tuple[str, int]]] = {}
    for number, line in enumerate(lines.strip().split("\n")):
        for word in line.split():
            if word.endswith("."):
                whole.setdefault(word[:-1], set()).add(number)
            else:
                starts.setdefault(word[:_FIRST], []).append((word, number))
    return {word: frozenset(numbers) for word, numbers in whole.items()}, starts


_FIRST: Final = 3
_WHOLE, _STARTS = _read(_VERBS + _NOUNS)


@lru_cache(maxsize=16384)
def meanings(word: str) -> frozenset[int]:
    """Numbers of the lines that hold a bare, lower-case word; none for most words."""
    begun = frozenset(number for start, number in _STARTS.get(word[:_FIRST], ()) if word.startswith(start))
    return _WHOLE.get(word, frozenset()) | begun


def verb_meanings(word: str) -> frozenset[int]:
    """Those of its meanings that are something to do."""
    return frozenset(one for one in meanings(word) if one < _DEEDS)


_DEEDS: Final = len(_VERBS.strip().split("\n"))
UPDATING: Final = frozenset().union(*map(verb_meanings, ("shift", "postpone", "raise", "lower", "swap", "extend")))
"""Meanings of verbs that change what is there."""
