package library

// synonyms are the words people say for one thing, one group a line. They come
// from what is heard at a desk: acronyms, former names of services, everyday
// words for official ones. A word may stand in one group only as itself; the
// comparison is made on stems, so plurals and genders are not listed.
var synonyms = map[string]string{
	"fr": `
cni = carte d’identité = carte nationale d’identité = carte identité nationale = pièce d’identité
pole emploi = france travail = anpe = assedic
ameli = sécu = sécurité sociale = assurance maladie = cpam = caisse primaire = caisse d’assurance maladie
carte grise = certificat d’immatriculation = immatriculation = immatriculer
caf = caisse d’allocations familiales = caisse allocation familiale
rsa = revenu de solidarité active = rmi
apl = aide personnalisée au logement = aide au logement = allocation logement = als = alf = allocation de logement social = allocation de logement familial
aah = allocation adulte handicapé = allocation aux adultes handicapés = pension handicap
aspa = minimum vieillesse = allocation de solidarité aux personnes âgées
apa = allocation personnalisée d’autonomie
asf = allocation de soutien familial
ass = allocation de solidarité spécifique
are = allocation chômage = allocation d’aide au retour à l’emploi = indemnité chômage = assurance chômage = droits chômage
ars = allocation de rentrée scolaire = prime de rentrée = aide de rentrée = allocation rentrée
paje = prestation d’accueil du jeune enfant = prime de naissance = prime naissance
cmg = complément de libre choix du mode de garde
css = c2s = complémentaire santé solidaire = cmu = cmu-c = acs = cmuc = couverture maladie universelle
ame = aide médicale d’état = aide médicale de l’état
mutuelle = complémentaire santé
cpf = compte personnel de formation = compte formation = mon compte formation = dif
vae = validation des acquis de l’expérience = validation des acquis
hlm = logement social = habitation à loyer modéré = logement hlm = demande de logement social
dalo = droit au logement opposable
fsl = fonds de solidarité logement = fonds de solidarité pour le logement
dmp = mon espace santé = dossier médical partagé = espace santé = carnet de santé numérique
mdph = maison départementale des personnes handicapées
rqth = travailleur handicapé = reconnaissance de la qualité de travailleur handicapé
pch = prestation de compensation du handicap
aeeh = allocation d’éducation de l’enfant handicapé
cesu = chèque emploi service = chèque emploi service universel
pacs = pacte civil de solidarité = pacser
ants = france titres = agence nationale des titres sécurisés
franceconnect = france connect
ofii = office français de l’immigration et de l’intégration
anef = titre de séjour = carte de séjour = autorisation de séjour = permis de séjour
carte de résident = carte de 10 ans = carte dix ans
naturalisation = nationalité française = devenir français = acquérir la nationalité
récépissé = recepisser
casier judiciaire = b3 = bulletin n°3 = bulletin 3 = extrait de casier = casier
acte de naissance = extrait de naissance = extrait d’acte de naissance = certificat de naissance = copie intégrale d’acte de naissance
acte de décès = certificat de décès
livret de famille
cmi = carte mobilité inclusion = carte d’invalidité = macaron handicapé = carte de stationnement = carte européenne de stationnement = carte handicapé
permis de conduire = permis conduire = permis b = code de la route
contrôle technique = ct
amende = contravention = pv = procès-verbal = prune = contredanse = amande
congé maternité = congé de maternité = congé mat
congé paternité = congé de paternité
congé parental = congé parental d’éducation
arrêt maladie = arrêt de travail = congé maladie = arrêt de maladie
accident du travail = accident de travail = accident au travail
indemnités journalières = ijss = indemnité journalière
mi-temps thérapeutique = temps partiel thérapeutique
pension d’invalidité = invalidité
licenciement = licencié = licencier = viré
rupture conventionnelle
démission = démissionner
solde de tout compte
prud’hommes = conseil de prud’hommes = prudhommes = prudhomme
smic = salaire minimum
fiche de paie = bulletin de paie = bulletin de salaire = fiche de paye = fiche de salaire = bulletin de paye
heures supplémentaires = heures sup = heure sup
congés payés = congé payé = vacances salarié
cdd = contrat à durée déterminée
cdi = contrat à durée indéterminée
intérim = intérimaire = travail temporaire = mission d’intérim
auto-entrepreneur = micro-entrepreneur = micro-entreprise = autoentrepreneur = auto-entreprise = autoentreprise
alternance = apprentissage = apprenti = contrat d’apprentissage
service civique
baby-sitter = garde d’enfant = garde d’enfants à domicile
assistante maternelle = nounou = assmat = nourrice = assistant maternel
crèche = accueil du jeune enfant
aide ménagère = aide à domicile = femme de ménage = employé à domicile = salarié à domicile = aide-ménagère
ehpad = maison de retraite
aidant = proche aidant = congé de proche aidant
tutelle = curatelle = majeur protégé = mise sous tutelle
impôt = impot = imposition
impôt sur le revenu = impôts sur le revenu = ir
avis d’imposition = avis d’impôt = avis de non-imposition = feuille d’impôt = feuille d’impots
déclaration de revenus = déclaration d’impôts = déclarer ses revenus = déclarer mes impôts = déclarer ses impôts = déclarer mes revenus = déclaration impôt = déclaration des revenus
prélèvement à la source = taux de prélèvement = prélèvement source
taxe foncière = impôt foncier = foncier
taxe d’habitation = taxe habitation
redevance télé = redevance audiovisuelle = redevance tv = contribution à l’audiovisuel public
crédit d’impôt = réduction d’impôt
quotient familial = parts fiscales = parts d’impôt
pension alimentaire
prestation compensatoire
divorce = divorcer = divorcé
divorce par consentement mutuel = divorce à l’amiable = divorcer à l’amiable
mariage = marier = épouser
naissance = nouveau-né = naître = accouchement = accoucher
décès = mort = décédé = mourir = deuil = décéder = défunt
obsèques = enterrement = funérailles = inhumation = crémation
succession = héritage = hériter = héritier
testament
notaire
pension de réversion = réversion = pension veuve = retraite du conjoint décédé = pension de veuvage
relevé de carrière = trimestres = relevé de points = relevé de situation individuelle
retraite anticipée = carrière longue = départ anticipé
retraite = retraité = pension de retraite = pension de vieillesse
aide juridictionnelle = aide juridique = avocat gratuit = avocat commis d’office
plainte = porter plainte = déposer plainte = dépôt de plainte
main courante
huissier = commissaire de justice
surendettement = surendetté = dettes = endetté = commission de surendettement
interdit bancaire = fichage banque de france = ficp = fcc = fichier banque
droit au compte = ouvrir un compte bancaire = compte bancaire
carte bancaire = carte bleue = cb = carte de crédit
chèque = chéquier
chèque énergie = cheque energie = aide pour l’électricité
coupure d’électricité = coupure d’énergie = trêve hivernale = coupure de courant
facture d’électricité = facture edf = facture de gaz = edf = engie
bail = contrat de location = contrat de bail
loyer = loyers
dépôt de garantie = caution
garant = cautionnaire = se porter caution = visale = caution solidaire
état des lieux
préavis = congé du logement = quitter son logement = donner congé
expulsion = expulser = expulsé
logement insalubre = insalubre = logement indigne = indécent = moisissure = humidité
punaises de lit = cafards = nuisibles
hébergement d’urgence = 115 = sans-abri = sdf = samu social = sans domicile
domiciliation = élection de domicile = adresse postale sdf
justificatif de domicile = attestation d’hébergement = hébergé
déménagement = déménager = changement d’adresse = changer d’adresse = nouvelle adresse
propriétaire = bailleur
locataire = location
colocation = coloc = colocataire
prime rénov = maprimerénov = rénovation énergétique = travaux d’isolation = isolation
permis de construire
déclaration préalable de travaux = déclaration de travaux
voisin = voisinage
bruit = tapage = nuisance sonore = nuisances sonores = tapage nocturne
syndic = copropriété
bourse = bourse scolaire = bourse de lycée = bourse de collège
bourse étudiante = crous = bourse d’enseignement supérieur = bourse sur critères sociaux
cantine = restauration scolaire = demi-pension
inscription à l’école = inscrire à l’école = inscrire mon enfant à l’école = inscription scolaire = inscription école
parcoursup = parcours sup = apb
educonnect = pronote = ent
harcèlement scolaire = harcèlement à l’école
harcèlement moral = harcèlement au travail
harcèlement = harcelé = harceler
violence conjugale = violences conjugales = femme battue = mari violent = conjoint violent = violences faites aux femmes = mari frappe = conjoint frappe = mari bat = mari tape
ordonnance de protection
recensement = recenser = recensement citoyen = recensement militaire
jdc = journée défense et citoyenneté = japd = journée d’appel
élection = voter = vote = bureau de vote
procuration = voter pour un autre = vote par procuration
liste électorale = listes électorales = inscription électorale = inscrire pour voter
carte électorale = carte d’électeur
carte vitale = carte verte
feuille de soins
médecin traitant = médecin de famille = docteur traitant = déclarer un médecin
affection de longue durée = ald = maladie longue durée = prise en charge 100
remboursement = rembourser = remboursé
lunettes = optique = 100 % santé
dentiste = prothèse dentaire = soins dentaires
ceam = carte européenne d’assurance maladie = carte vitale europe
don d’organes
ivg = avortement = avorter = interruption volontaire de grossesse
enceinte = grossesse = déclaration de grossesse
autorité parentale = garde des enfants = droit de garde = droit de visite
juge aux affaires familiales = jaf
adoption = adopter
reconnaissance de paternité = reconnaître un enfant = reconnaissance d’un enfant
nom de famille = changement de nom = changer de nom
prénom = changement de prénom
sortie du territoire = ast = autorisation de sortie du territoire
regroupement familial = faire venir sa famille = venir ma femme = venir mon mari = venir mes enfants = famille étrangère en france = venir ma famille
visa = visa touriste
asile = réfugié = demandeur d’asile = ofpra
oqtf = obligation de quitter le territoire = expulsion étranger
attestation d’accueil = certificat d’hébergement
timbre fiscal = timbre électronique = timbres fiscaux
crit’air = critair = vignette pollution = certificat qualité de l’air
cession = vente d’un véhicule = vendre sa voiture = vendre ma voiture = certificat de cession = vendre véhicule = vente voiture
non-gage = certificat de non-gage = certificat de situation administrative
véhicule = voiture = auto = automobile
moto = scooter = deux-roues = cyclomoteur = mobylette
fourrière = voiture enlevée
malus = bonus écologique = prime à la conversion
suspension de permis = retrait de permis = annulation de permis = permis retiré = permis suspendu
points de permis = points permis = récupérer des points = stage de récupération
carte avantage = réduction train = réduction sncf = billet congé annuel
arnaque = escroquerie = phishing = hameçonnage = fraude = escroc = escroqué
données personnelles = cnil = rgpd = vie privée
mot de passe = code d’accès
boîte mail = adresse mail = adresse e-mail = messagerie électronique = courriel = adresse électronique = email = mail
usurpation d’identité = vol d’identité
lettre recommandée = recommandé
perte = perdu = perdre = égaré = égarer
vol = volé = voler = volée
cambriolage = cambriolé = cambrioleur
renouvellement = renouveler = refaire = périmé = expiré = échu
logement = appartement = appart = maison
enfant = mineur = fils = fille = bébé = gamin = gosse = ado = adolescent = moins de 18 ans = enfant mineur
chômage = chômeur = sans emploi = au chômage
chien = chat = animal = animaux
avocat = conseil juridique
étudiant = étudiante = université = fac = études supérieures
handicap = handicapé
personne âgée = senior = séniors = vieux
grands-parents = grand-parent = papi = mamie
association = asso = loi 1901
créer une entreprise = création d’entreprise = monter sa boîte = ouvrir une entreprise
siret = siren = kbis
achat sur internet = achat en ligne = commande internet = rétractation = délai de rétractation
garantie = service après-vente = sav = produit défectueux
crédit à la consommation = crédit conso
crédit immobilier = prêt immobilier = emprunt immobilier
assurance auto = assurance voiture = assurance véhicule
résiliation = résilier
détérioration = détérioré = abîmé = cassé = déchiré = détruit = endommagé
dissolution = dissoudre = rompre = casser = mettre fin
neuf = neuve
livraison = livrer = livré = colis
mari = époux = conjoint = femme = épouse = épouser
père = mère = parent = parents = papa = maman
gratuit = gratuité = gratuitement
travail = boulot = job
licencié économique = licenciement économique = plan social
travail à temps partiel = temps partiel = mi-temps
consultation = rendez-vous médical = voir un médecin
hôpital = hospitalisation = hospitalisé = clinique
médicament = ordonnance = pharmacie
vaccin = vaccination = vacciner
permis abîmé = détérioration du permis
stationnement = parking = se garer
caravane = camping-car
trottinette = trottinette électrique
vélo = bicyclette = vtt
train = sncf
bus = transport en commun = transports en commun = tramway = métro
avion = vol en avion = vol annulé = vol retardé
colonie de vacances = centre aéré = centre de loisirs = centre de vacances
menace = menacer = menacé
frapper = frappé = coups et blessures = agressé = agression
étranger = immigré = sans-papiers = sans papiers
attestation employeur = attestation pôle emploi = attestation destinée à pôle emploi
micro-crédit = microcrédit
prêt étudiant = crédit étudiant
internet = box = wifi = fibre
téléphone = portable = mobile = smartphone = téléphone portable
ordures = poubelle = déchets = encombrants
gaz = électricité = énergie
`,
	"en": `
identity card = id card = national id
driving licence = driver license = driving license = driver’s license
france travail = pôle emploi = job centre = unemployment office = job seeker
health insurance = social security = ameli = carte vitale = health card
caf = family benefits = family allowance
rsa = income support = welfare
apl = housing benefit = housing aid = rent assistance
car registration = vehicle registration = registration document
residence permit = titre de séjour = residency permit = residence card
social housing = council housing = hlm
tax return = tax declaration = income tax
pension = retirement
email = e-mail = mail address
scam = fraud = phishing
doctor = gp = general practitioner
`,
	"es": `
documento de identidad = dni = carné de identidad = carnet de identidad = tarjeta de identidad
permiso de conducir = carnet de conducir = licencia de conducir
france travail = pôle emploi = paro = desempleo
seguro médico = seguridad social = ameli = tarjeta sanitaria = carte vitale
ayuda al alquiler = apl = ayuda de vivienda = ayuda a la vivienda
permiso de residencia = titre de séjour = tarjeta de residencia
vivienda social = hlm
declaración de la renta = impuestos = declaración de impuestos
jubilación = pensión
correo electrónico = email = e-mail
estafa = fraude = phishing
médico = doctor
`,
	"ar": `
بطاقة الهوية = بطاقة التعريف = بطاقة التعريف الوطنية
رخصة القيادة = رخصة السياقة
بطاقة الإقامة = تصريح الإقامة = titre de séjour
التأمين الصحي = الضمان الاجتماعي = ameli
فرانس ترافاي = france travail = مكتب العمل = البطالة
مساعدة السكن = apl = إعانة السكن
السكن الاجتماعي = hlm
الضرائب = التصريح بالدخل
التقاعد = المعاش
البريد الإلكتروني = إيميل = email
طبيب = دكتور
`,
}
