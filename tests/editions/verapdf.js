// Checks a PDF by profiles of veraPDF, in the JavaScript that veraPDF itself brings: FILE PROFILE ...
// Prints a line for each profile, and one for each rule that is broken. Profiles are read here, and not by veraPDF,
// for the package leaves out what it reads XML with.
const { gf, pdfa } = Packages.org.verapdf;
const { Profiles, ErrorArgumentImpl } = pdfa.validation.profiles;
const { PDFAFlavour } = pdfa.flavours;

function elements(parent, name) {
  const found = parent.getElementsByTagName(name);
  return Array.from({ length: found.getLength() }, (_, index) => found.item(index));
}

function text(parent, name) {
  return elements(parent, name)[0].getTextContent();
}

function rule(element) {
  const [id] = elements(element, "id");
  const parts = new java.util.ArrayList();
  elements(element, "argument").forEach((argument) =>
    parts.add(ErrorArgumentImpl.fromValues(argument.getTextContent(), null, null))
  );
  return Profiles.ruleFromValues(
    Profiles.ruleIdFromValues(
      PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
      id.getAttribute("clause"),
      Number(id.getAttribute("testNumber")),
    ),
    element.getAttribute("object"),
    java.lang.Boolean.valueOf(element.getAttribute("deferred")),
    element.getAttribute("tags"),
    text(element, "description"),
    text(element, "test"),
    Profiles.errorFromValues(text(element, "message"), parts),
    new java.util.ArrayList(),
  );
}

function variable(element) {
  return Profiles.variableFromValues(
    element.getAttribute("name"),
    element.getAttribute("object"),
    text(element, "defaultValue"),
    text(element, "value"),
  );
}

function profile(name) {
  const home = java.lang.Class.forName("org.verapdf.pdfa.VeraPDFFoundry");
  const builder = javax.xml.parsers.DocumentBuilderFactory.newInstance().newDocumentBuilder();
  const xml = builder.parse(home.getResourceAsStream("validation/" + name + ".xml"));
  const rules = new java.util.HashSet();
  const variables = new java.util.HashSet();
  elements(xml, "rule").forEach((element) => rules.add(rule(element)));
  elements(xml, "variable").forEach((element) => variables.add(variable(element)));
  return Profiles.profileFromValues(
    PDFAFlavour.valueOf(xml.getDocumentElement().getAttribute("flavour")),
    Profiles.profileDetailsFromValues(name, "", "", new java.util.Date()),
    "",
    rules,
    variables,
  );
}

function check(path, name) {
  const asked = profile(name);
  const foundry = pdfa.Foundries.defaultInstance();
  const parser = foundry.createParser(new java.io.File(path), asked.getPDFAFlavour());
  const result = foundry.createValidator(asked, false).validate(parser);
  const [rules, checks] = [asked.getRules().size(), result.getTotalAssertions()];
  print(name + ": " + (result.isCompliant() ? "holds" : "fails") + ", " + rules + " rules, " + checks + " checks");
  const broken = {};
  result.getTestAssertions().toArray().forEach((found) => {
    const id = found.getRuleId().getClause() + "-" + found.getRuleId().getTestNumber();
    broken[id] = broken[id] || found.getMessage() + " " + found.getLocation().getContext();
  });
  Object.keys(broken).forEach((id) => print(name + " " + id + ": " + broken[id]));
  parser.close();
}

gf.foundry.VeraGreenfieldFoundryProvider.initialise();
Array.from(arguments).slice(1).forEach((name) => check(arguments[0], name));
