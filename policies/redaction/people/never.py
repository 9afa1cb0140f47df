"""Words that are no names though letters write them with a capital: what forms and devices say, what people come from, units. Only whole findings are dropped."""

from __future__ import annotations

from typing import Final

_SAID: Final = (
    # forms and letters
    "status state city town country street address name company firm date page total amount quantity price unit code reference subject attachment room floor batch size colour color weight "
    "item items part parts number no nr type model version firmware serial barcode label title user username login password account customer client guest passenger arrival departure "
    "from to cc bcc sent via attn tel fax mobile phone whatsapp email mail web page pages screenshot photo picture file files folder link requests request temperature pressure humidity "
    "verification details debit credit visa mastercard beneficiary best kindly signed forwarded employee record morning accounts supplier buyer seller warehouse dispatch delivery invoice "
    "stadt ort land straße adresse anschrift firma datum seite summe gesamt betrag menge anzahl preis einheit betreff anlage anhang zimmer etage stock charge größe farbe gewicht artikel teil "
    "nummer typ modell zählerstand messwert monatsende jahresende wochenende quartalsende kunde kundin gast fahrgast anreise abreise absender empfänger versicherte versicherter handy mobil "
    "festnetz telefon konto karte kartennummer empfängerkonto bildschirmfoto foto bild datei ordner praktikant praktikantin techniker monteur kollege kollegin ansprechpartner ansprechpartnerin "
    "weitere weiteres alles übrige nächste grund kaution verwendungszweck bankverbindung benutzer benutzername sozialversicherungsnummer rentenversicherungsnummer steuernummer personalausweis "
    "reisepass ausweis kennwort passwort zugang gültig tisch beine person angaben "
    "ville pays rue adresse société entreprise date page total montant quantité prix unité objet pièce chambre étage taille couleur poids article numéro modèle statut compteur relevé client "
    "cliente invité voyageur arrivée départ expéditeur destinataire assuré assurée portable fixe téléphone courriel compte carte capture photo fichier dossier stagiaire technicien collègue motif "
    "caution prélevez "
    "ciudad país calle dirección empresa fecha página total importe cantidad precio unidad asunto adjunto habitación planta talla color peso artículo número modelo estado contador lectura cliente "
    "huésped pasajero llegada salida remitente destinatario asegurado asegurada móvil fijo teléfono correo cuenta tarjeta captura foto archivo carpeta becario técnico compañero concepto fianza "
    "plaats stad land straat adres bedrijf datum pagina totaal bedrag aantal prijs eenheid onderwerp bijlage kamer verdieping maat kleur gewicht artikel nummer model meterstand klant gast reiziger "
    "aankomst vertrek afzender ontvanger verzekerde mobiel vast telefoon mail rekening kaart schermafbeelding foto bestand map stagiair monteur collega reden borg omschrijving "
    "eur usd gbp chf kwh euro euros pln sek nok dkk czk huf jpy cvv cvc exp iso "
    "windows android linux macos ios "
    # names of numbers
    "abn acn ahv amka afm aadhaar avs bsn cnp cnpj cpf cpr cuit cuil curp cf dni egn emso emšo fin fiscal fiscale codice partita iva gst gstin hetu henkilötunnus iban inn інн ипн іпн рнокпп rnokpp "
    "снилс инн егн αμκα αφμ insz ird isikukood itin kennitala kimlik tc tckn nas nhs nie nif ni nino nip nir niss nric oib pan pesel personnummer personnr pps ppsn rc rč rodné rut run rrn sin siren "
    "siret snils ssn sv svnr taj teudat zehut tfn tin tva uid ust vat social security insurance national identity citizen passport licence license driving steuer-id steuer id idnr "
    "service public personal number tax civil birth burgerservicenummer burger rijksregisternummer sofinummer nº n° asmens kodas personas cédula "
    "usst-idnr ust-idnr sv-nummer sv-nr cpr-nr perso-nr ausweis-nr pass-nr steuer-idnr taj-szám sozialversicherungs-nr sozialvers.-nr steuer-ident-nr umsatzsteuer-ident-nr ahv-nr ahv-nummer rrn. mr mrs "
)
_PEOPLES: Final = (
    "american argentine argentinian australian austrian belgian brazilian british bulgarian canadian chilean chinese croatian czech danish dutch ecuadorian english estonian finnish french german greek "
    "hungarian icelandic indian irish israeli italian japanese korean latvian lithuanian mexican norwegian polish portuguese romanian russian scottish singaporean slovak slovenian spanish swedish swiss "
    "taiwanese thai turkish ukrainian welsh european african asian amerikaans belgisch belgische brits britse canadees deens deense duits duitse engels engelse fins finse frans franse grieks griekse "
    "hongaars hongaarse iers ierse italiaans italiaanse nederlands nederlandse noors noorse oostenrijks oostenrijkse pools poolse portugees portugese roemeens roemeense russisch russische spaans spaanse "
    "tsjechisch tsjechische turks turkse zweeds zweedse zwitsers zwitserse schweizer"
)
NEVER: Final = frozenset(f"{_SAID}{_PEOPLES}".split())
PEOPLES: Final = frozenset(_PEOPLES.split())
